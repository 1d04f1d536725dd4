import { uniform, type Clock, type SeededRandom } from "@lorats/base";
import type { Ciphers } from "@lorats/lorawan";
import type { Air } from "../air/air.ts";
import { loraAirtimeNs } from "../air/airtime.ts";
import type { Place } from "../air/geometry.ts";
import type { Heard, Receiver, Transmission } from "../air/transmission.ts";
import type { Crystal } from "../crystal.ts";
import { dataUplink, joinRequest, receive, type DeviceIdentity } from "./class-a.ts";
import { FRESH_DEVICE, type DeviceState } from "./device-state.ts";
import type { Flash } from "./flash.ts";
import { DEFAULT_RX2, EU868 } from "./region.ts";
import { outdoorTemperatureC, type Sensor } from "./sensors.ts";

export interface VirtualDeviceOptions {
  readonly identity: DeviceIdentity;
  readonly place: Place;
  readonly sensor: Sensor;
  readonly confirmed: boolean;
  readonly intervalS: number;
  /** Whether the device is out of doors, which warms and cools its crystal. */
  readonly outdoor: boolean;
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
const INDOOR_C = 22;

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
    const downlink = receive(this.#state, identity, phyPayload, snrDb, this.#ciphers);
    if (downlink.kind === "ignored") return;
    this.#windows = [];
    this.#save(downlink.state);
    if (downlink.kind === "join-accept") this.#joinAttempts = 0;
  }

  #wakeIn(seconds: number): void {
    this.#cancel = this.#clock.after(seconds * 1000, () => this.#wake());
  }

  #wake(): void {
    const waitNs = this.#freeAtNs - this.#clock.monotonic();
    if (waitNs > 0n) {
      this.#wakeIn(Number(waitNs) / 1e9 + 0.05);
    } else if (this.isJoined) {
      this.#sendReading();
      this.#wakeIn(this.#options.intervalS * (0.9 + 0.2 * uniform(this.#random)));
    } else {
      this.#sendJoin();
      // Back-off, so that a thousand devices after a power cut do not join at once.
      this.#wakeIn(8 + Math.min(600, 2 ** this.#joinAttempts++) * uniform(this.#random));
    }
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
    const { sensor, confirmed } = this.#options;
    const payload = sensor.read(this.#clock.now(), this.#random);
    const step = dataUplink(
      this.#state,
      { fPort: sensor.fPort, payload, confirmed },
      this.#ciphers,
    );
    this.#save(step.state);
    const session = step.state.session!;
    const { dataRate, rx1DelayS, rx1DrOffset, rx2DataRate, rx2FreqHz, txPowerIndex } = session;
    const freqHz = this.#anyOf(session.channelsHz);
    const sent = this.#transmit(step.phyPayload, freqHz, dataRate, txPowerIndex);
    const rx1Ns = sent.endNs + BigInt(rx1DelayS) * SECOND_NS;
    this.#windows = [
      { ...lora(Math.max(0, dataRate - rx1DrOffset)), freqHz, opensNs: rx1Ns },
      { ...lora(rx2DataRate), freqHz: rx2FreqHz, opensNs: rx1Ns + SECOND_NS },
    ];
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
    const temperatureC = this.#options.outdoor ? outdoorTemperatureC(this.#clock.now()) : INDOOR_C;
    const transmission: Transmission = {
      sender: this.id,
      place: this.place,
      phyPayload,
      freqHz,
      sf,
      bwHz,
      powerDbm: MAX_EIRP_DBM - 2 * powerIndex,
      invertIq: false,
      startNs,
      endNs: startNs + airtimeNs,
      biasHz: (this.#crystal.ppm(startNs, temperatureC) * freqHz) / 1e6,
    };
    this.#air.transmit(transmission);
    return transmission;
  }

  #anyOf(channelsHz: readonly number[]): number {
    return channelsHz[Math.floor(uniform(this.#random) * channelsHz.length)]!;
  }

  #save(state: DeviceState): void {
    this.#state = state;
    this.#flash.write(state);
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
