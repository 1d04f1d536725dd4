import { uniform, type Clock, type SeededRandom } from "@lorats/base";
import type { Ciphers } from "@lorats/lorawan";
import type { Air } from "../air/air.ts";
import { loraAirtimeNs } from "../air/airtime.ts";
import type { Place } from "../air/geometry.ts";
import type { Heard, Receiver, Transmission } from "../air/transmission.ts";
import { sx127xResidualHz, type Crystal } from "../crystal.ts";
import { Battery, EXTERNAL_POWER } from "./battery.ts";
import { dataUplink, joinRequest, receive, type DeviceIdentity } from "./class-a.ts";
import { FRESH_DEVICE, type DeviceState } from "./device-state.ts";
import type { Flash } from "./flash.ts";
import { DEFAULT_RX2, EU868 } from "./region.ts";
import { indoorTemperatureC, outdoorTemperatureC, ThermalMass } from "./climate.ts";
import type { Sensor } from "./sensors.ts";

export interface VirtualDeviceOptions {
  readonly identity: DeviceIdentity;
  readonly place: Place;
  readonly sensor: Sensor;
  readonly confirmed: boolean;
  readonly intervalS: number;
  /** Whether the device is out of doors, which warms and cools its crystal. */
  readonly outdoor: boolean;
  /** Time constant with which its crystal follows the air. */
  readonly thermalLagS: number;
  /** Absent: on external power. */
  readonly batteryMah?: number | undefined;
  /** Mean time between resets, in which it forgets its session; absent: it never does. */
  readonly rebootMeanH?: number | undefined;
}

/** A data frame that may have to be sent again. */
interface Pending {
  readonly phyPayload: Uint8Array;
  readonly confirmed: boolean;
  readonly left: number;
}

interface Window {
  readonly opensNs: bigint;
  readonly freqHz: number;
  readonly sf: number;
  readonly bwHz: number;
}

const JOIN_DELAY_NS = [5_000_000_000n, 6_000_000_000n] as const;
const SECOND_NS = 1_000_000_000n;
/** A device opens its windows this much early and late, for its clock's sake. @see LoRaMac-node, RxError */
const WINDOW_TOLERANCE_NS = 10_000_000n;
/** LoRaWAN's T_off in a 1 % sub-band, applied to all channels. */
const DUTY_CYCLE = 0.01;
const MAX_EIRP_DBM = 14;
/** Before a frame is sent again. @see LoRaWAN RP002-1.0.4 §3.2.1, RETRANSMIT_TIMEOUT: 2 ± 1 s */
const RETRANSMIT_S = [1, 3] as const;
/** A window is closed after this when nothing began in it. */
const WINDOW_S = 0.3;

/** A class A device: wakes, joins or sends, listens twice, sleeps. */
export class VirtualDevice implements Receiver {
  readonly id: string;
  readonly place: Place;
  readonly noiseFigureDb = 6;
  readonly #options: VirtualDeviceOptions;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #air: Air;
  readonly #ciphers: Ciphers;
  readonly #crystal: Crystal;
  readonly #flash: Flash<DeviceState>;
  #state: DeviceState;
  #windows: Window[] = [];
  #freeAtNs = 0n;
  #joinAttempts = 0;
  #pending: Pending | undefined;
  #nextReadingNs = 0n;
  readonly #body: ThermalMass;
  readonly #battery: Battery | undefined;
  #cancel: () => void = () => {};

  constructor(
    options: VirtualDeviceOptions,
    parts: {
      clock: Clock;
      random: SeededRandom;
      air: Air;
      ciphers: Ciphers;
      crystal: Crystal;
      flash: Flash<DeviceState>;
    },
  ) {
    this.id = options.identity.devEui;
    this.place = options.place;
    this.#options = options;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#air = parts.air;
    this.#ciphers = parts.ciphers;
    this.#crystal = parts.crystal;
    this.#flash = parts.flash;
    this.#state = parts.flash.read() ?? FRESH_DEVICE;
    const airC = options.outdoor ? outdoorTemperatureC : indoorTemperatureC;
    this.#body = new ThermalMass(airC, options.thermalLagS);
    if (options.batteryMah) this.#battery = new Battery(options.batteryMah, this.#state.usedMah);
  }

  get isJoined(): boolean {
    return this.#state.session !== undefined;
  }

  start(): void {
    this.#air.attach(this);
    this.#wakeIn(0.5 + 3 * uniform(this.#random));
  }

  stop(): void {
    this.#cancel();
  }

  listensTo(transmission: Transmission): boolean {
    return (
      transmission.invertIq &&
      this.#windows.some(
        (window) =>
          window.freqHz === transmission.freqHz &&
          window.sf === transmission.sf &&
          window.bwHz === transmission.bwHz &&
          distance(window.opensNs, transmission.startNs) <= WINDOW_TOLERANCE_NS,
      )
    );
  }

  hear({ transmission, snrDb }: Heard): void {
    const { identity } = this.#options;
    const { phyPayload } = transmission;
    const health = { snrDb, battery: this.#battery?.level ?? EXTERNAL_POWER };
    const downlink = receive(this.#state, identity, phyPayload, health, this.#ciphers);
    if (downlink.kind === "ignored") return;
    this.#windows = [];
    this.#save(downlink.state);
    if (downlink.kind === "join-accept") this.#joinAttempts = 0;
    // Any answer ends the repeats of an unconfirmed frame. @see LoRaWAN L2 1.0.4 §5.2
    if (downlink.ack || !this.#pending?.confirmed) this.#pending = undefined;
  }

  #wakeIn(seconds: number): void {
    this.#cancel = this.#clock.after(seconds * 1000, () => this.#wake());
  }

  #wake(): void {
    if (this.#battery?.isEmpty) return;
    const waitNs = this.#freeAtNs - this.#clock.monotonic();
    if (waitNs > 0n) {
      this.#wakeIn(Number(waitNs) / 1e9 + 0.05);
    } else if (!this.isJoined) {
      this.#sendJoin();
      // Back-off, so that a thousand devices after a power cut do not join at once.
      this.#wakeIn(8 + Math.min(600, 2 ** this.#joinAttempts++) * uniform(this.#random));
    } else if (this.#pending) {
      this.#sendData(this.#pending);
    } else {
      const restS = Number(this.#nextReadingNs - this.#clock.monotonic()) / 1e9;
      if (restS > 0) this.#wakeIn(restS);
      else this.#sendReading();
    }
  }

  /** A reset at some moment of the last interval: the session was in memory, the DevNonce is not. */
  #mayReboot(): boolean {
    const { rebootMeanH, intervalS } = this.#options;
    if (!rebootMeanH || uniform(this.#random) > intervalS / (3600 * rebootMeanH)) return false;
    this.#save({ ...this.#state, session: undefined, answers: "", owesAck: false });
    this.#joinAttempts = 0;
    this.#wakeIn(2);
    return true;
  }

  #sendJoin(): void {
    const step = joinRequest(this.#state, this.#options.identity, this.#ciphers);
    this.#save(step.state);
    const dataRate = Math.max(0, EU868.maxAdrDataRate - Math.floor(this.#joinAttempts / 3));
    const sent = this.#transmit(step.phyPayload, this.#anyOf(defaultChannels()), dataRate, 0);
    this.#windows = [
      { ...lora(dataRate), freqHz: sent.freqHz, opensNs: sent.endNs + JOIN_DELAY_NS[0] },
      {
        ...lora(DEFAULT_RX2.dataRate),
        freqHz: DEFAULT_RX2.freqHz,
        opensNs: sent.endNs + JOIN_DELAY_NS[1],
      },
    ];
  }

  #sendReading(): void {
    if (this.#mayReboot()) return;
    const { sensor, confirmed, intervalS } = this.#options;
    const payload = sensor.read(this.#clock.now(), this.#random);
    const step = dataUplink(
      this.#state,
      { fPort: sensor.fPort, payload, confirmed },
      this.#ciphers,
    );
    this.#save(step.state);
    const nextS = intervalS * (0.9 + 0.2 * uniform(this.#random));
    this.#nextReadingNs = this.#clock.monotonic() + BigInt(Math.round(nextS * 1e9));
    const { nbTrans } = step.state.session!;
    this.#sendData({ phyPayload: step.phyPayload, confirmed, left: nbTrans });
  }

  #sendData({ phyPayload, confirmed, left }: Pending): void {
    const session = this.#state.session!;
    const { dataRate, rx1DelayS, rx1DrOffset, rx2DataRate, rx2FreqHz, txPowerIndex } = session;
    const freqHz = this.#anyOf(session.channelsHz);
    const sent = this.#transmit(phyPayload, freqHz, dataRate, txPowerIndex);
    const rx1Ns = sent.endNs + BigInt(rx1DelayS) * SECOND_NS;
    this.#windows = [
      { ...lora(Math.max(0, dataRate - rx1DrOffset)), freqHz, opensNs: rx1Ns },
      { ...lora(rx2DataRate), freqHz: rx2FreqHz, opensNs: rx1Ns + SECOND_NS },
    ];
    this.#pending = left > 1 ? { phyPayload, confirmed, left: left - 1 } : undefined;
    const closedS = Number(sent.endNs - sent.startNs) / 1e9 + rx1DelayS + 1 + WINDOW_S;
    const [soonest, latest] = RETRANSMIT_S;
    const pauseS = confirmed ? soonest + (latest - soonest) * uniform(this.#random) : 0;
    const restS = Number(this.#nextReadingNs - sent.startNs) / 1e9;
    this.#wakeIn(this.#pending ? closedS + pauseS : Math.max(closedS, restS));
  }

  #transmit(
    phyPayload: Uint8Array,
    freqHz: number,
    dataRate: number,
    powerIndex: number,
  ): Transmission {
    const { sf, bwHz } = lora(dataRate);
    const startNs = this.#clock.monotonic();
    const airtimeNs = loraAirtimeNs({ sf, bwHz }, phyPayload.length, true);
    this.#freeAtNs = startNs + BigInt(Math.ceil(Number(airtimeNs) / DUTY_CYCLE));
    const powerDbm = MAX_EIRP_DBM - 2 * powerIndex;
    this.#battery?.transmit(startNs, Number(airtimeNs) / 1e9, powerDbm);
    const ppm = this.#crystal.ppm(startNs, this.#body.temperatureC(this.#clock.now()));
    const transmission: Transmission = {
      sender: this.id,
      place: this.place,
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
    this.#air.transmit(transmission);
    return transmission;
  }

  #anyOf(channelsHz: readonly number[]): number {
    return channelsHz[Math.floor(uniform(this.#random) * channelsHz.length)]!;
  }

  #save(state: DeviceState): void {
    this.#state = this.#battery ? { ...state, usedMah: this.#battery.usedMah } : state;
    this.#flash.write(this.#state);
  }
}

function defaultChannels(): number[] {
  return EU868.channels.map((channel) => channel.frequencyHz);
}

/** EU868's data rates 0 … 5 are SF12 … SF7 at 125 kHz. */
function lora(dataRate: number): { sf: number; bwHz: number } {
  const found = EU868.dataRates[dataRate]?.modulation;
  return found?.modulation === "lora"
    ? { sf: found.sf, bwHz: found.bwHz }
    : { sf: 12, bwHz: 125_000 };
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}
