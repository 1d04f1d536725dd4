import type { Clock } from "@lorats/base";
import type { Air } from "../air/air.ts";
import { loraAirtimeNs } from "../air/airtime.ts";
import type { Motion } from "../air/motion.ts";
import type { Place } from "../air/geometry.ts";
import type { Transmission } from "../air/transmission.ts";
import { sx127xResidualHz, type Crystal } from "../crystal.ts";
import { eirpDbm, findSubBand, type Region } from "@lorats/lorawan";
import type { Battery } from "./battery.ts";
import { loraRate } from "./region.ts";
import { indoorTemperatureC, outdoorTemperatureC, ThermalMass } from "./climate.ts";

export interface TransmitterOptions {
  readonly id: string;
  readonly region: Region;
  readonly place: Place;
  readonly motion?: Motion | undefined;
  /** Whether the device is out of doors, which warms and cools its crystal. */
  readonly outdoor: boolean;
  /** Time constant with which its crystal follows the air. */
  readonly thermalLagS: number;
}

/** What an SX1276 with a wire for an antenna comes to. */
const MOST_EIRP_DBM = 20;
/** Devices of this world keep to this where the plan allows more. */
const USUAL_EIRP_DBM: Readonly<Record<string, number>> = { EU868: 14 };

/** How the radio is set for one frame. */
export interface RadioSetting {
  readonly freqHz: number;
  readonly dataRate: number;
  /** TXPower of LinkADRReq. */
  readonly powerIndex: number;
  /** EIRP of TXPower 0, where it is not the plan's. */
  readonly maxEirpDbm?: number;
}

/** A device's radio when it sends: crystal, synthesiser, battery and the law's share of the air. */
export class Transmitter {
  readonly #options: TransmitterOptions;
  readonly #clock: Clock;
  readonly #air: Air;
  readonly #crystal: Crystal;
  readonly #battery: Battery | undefined;
  readonly #body: ThermalMass;
  #freeAtNs = 0n;
  #last: Transmission | undefined;

  constructor(
    options: TransmitterOptions,
    parts: {
      readonly clock: Clock;
      readonly air: Air;
      readonly crystal: Crystal;
      readonly battery: Battery | undefined;
    },
  ) {
    this.#options = options;
    this.#clock = parts.clock;
    this.#air = parts.air;
    this.#crystal = parts.crystal;
    this.#battery = parts.battery;
    this.#body = new ThermalMass(
      options.outdoor ? outdoorTemperatureC : indoorTemperatureC,
      options.thermalLagS,
    );
  }

  /** From when on the duty cycle allows a frame. */
  get freeAtNs(): bigint {
    return this.#freeAtNs;
  }

  /** The newest frame sent. */
  get last(): Transmission | undefined {
    return this.#last;
  }

  /** Temperature of the crystal now, °C. */
  temperatureC(): number {
    return this.#body.temperatureC(this.#clock.now());
  }

  isSending(startNs: bigint, endNs: bigint): boolean {
    const last = this.#last;
    return last !== undefined && last.startNs < endNs && startNs < last.endNs;
  }

  /** @param limit share of the time that the network allows besides the law, 0 … 1 */
  send(phyPayload: Uint8Array, radio: RadioSetting, limit = 1): Transmission {
    const { freqHz, dataRate } = radio;
    const { id, place, motion, region } = this.#options;
    const { sf, bwHz } = loraRate(region, dataRate)!;
    const startNs = this.#clock.monotonic();
    const airtimeNs = loraAirtimeNs({ sf, bwHz }, phyPayload.length, true);
    this.#freeAtNs =
      startNs + BigInt(Math.ceil(Number(airtimeNs) / Math.min(lawfulShare(region, freqHz), limit)));
    const powerDbm = eirpDbmOf(region, radio);
    this.#battery?.transmit(startNs, Number(airtimeNs) / 1e9, powerDbm);
    const ppm = this.#crystal.ppm(startNs, this.temperatureC());
    const sent: Transmission = {
      sender: id,
      place: motion ? motion.placeAt(startNs) : place,
      ...(motion && { velocity: motion.velocityAt(startNs) }),
      phyPayload,
      freqHz,
      sf,
      bwHz,
      powerDbm,
      invertIq: false,
      startNs,
      endNs: startNs + airtimeNs,
      biasHz: (ppm * freqHz) / 1e6 + sx127xResidualHz(freqHz),
      driftHzPerS: (this.#crystal.model.driftPpmPerS * freqHz) / 1e6,
      clockPpm: ppm,
    };
    this.#last = sent;
    this.#air.transmit(sent);
    return sent;
  }
}

/** LoRaWAN's T_off: the share of the sub-band that a frame is in, applied to all channels. */
function lawfulShare({ regulation: [profile] }: Region, freqHz: number): number {
  return profile ? (findSubBand(profile, freqHz)?.dutyCycle ?? 1) : 1;
}

function eirpDbmOf(region: Region, { powerIndex, maxEirpDbm }: RadioSetting): number {
  const most = Math.min(maxEirpDbm ?? region.txPower.maxEirpDbm, MOST_EIRP_DBM);
  return eirpDbm(region, powerIndex, Math.min(most, USUAL_EIRP_DBM[region.id] ?? most))!;
}
