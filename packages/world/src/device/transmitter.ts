import type { Clock } from "@lorats/base";
import type { Air } from "../air/air.ts";
import { loraAirtimeNs } from "../air/airtime.ts";
import type { Motion } from "../air/motion.ts";
import type { Place } from "../air/geometry.ts";
import type { Transmission } from "../air/transmission.ts";
import { sx127xResidualHz, type Crystal } from "../crystal.ts";
import type { Battery } from "./battery.ts";
import { loraRate } from "./channels.ts";
import { indoorTemperatureC, outdoorTemperatureC, ThermalMass } from "./climate.ts";

export interface TransmitterOptions {
  readonly id: string;
  readonly place: Place;
  readonly motion?: Motion | undefined;
  /** Whether the device is out of doors, which warms and cools its crystal. */
  readonly outdoor: boolean;
  /** Time constant with which its crystal follows the air. */
  readonly thermalLagS: number;
}

/** LoRaWAN's T_off in a 1 % sub-band, applied to all channels. */
const DUTY_CYCLE = 0.01;
const MAX_EIRP_DBM = 14;

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
  send(
    phyPayload: Uint8Array,
    radio: { readonly freqHz: number; readonly dataRate: number; readonly powerIndex: number },
    limit = 1,
  ): Transmission {
    const { freqHz, dataRate, powerIndex } = radio;
    const { id, place, motion } = this.#options;
    const { sf, bwHz } = loraRate(dataRate) ?? loraRate(0)!;
    const startNs = this.#clock.monotonic();
    const airtimeNs = loraAirtimeNs({ sf, bwHz }, phyPayload.length, true);
    this.#freeAtNs = startNs + BigInt(Math.ceil(Number(airtimeNs) / Math.min(DUTY_CYCLE, limit)));
    const powerDbm = MAX_EIRP_DBM - 2 * powerIndex;
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
