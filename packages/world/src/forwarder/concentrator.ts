import type { DownlinkItem, GatewayTimes, TxStatus } from "@lorats/backhaul";
import {
  dateAt,
  gaussian,
  gpsToInstant,
  instantToGps,
  type Clock,
  type Instant,
  type SeededRandom,
} from "@lorats/base";
import { subBandChannels } from "@lorats/lorawan";
import type { Air } from "../air/air.ts";
import { beaconAirtimeNs, loraAirtimeNs } from "../air/airtime.ts";
import { COLLISION_MODELS, type CollisionModelName } from "../air/collision.ts";
import type { CollisionModel } from "../air/collision-model.ts";
import type { Place } from "../air/geometry.ts";
import { recedingMps } from "../air/motion.ts";
import { SPEED_OF_LIGHT } from "../air/path-loss.ts";
import { clockError, type Heard, type Receiver, type Transmission } from "../air/transmission.ts";
import { isInBand, type RadioPlan } from "../device/region.ts";
import { Beacons } from "./beacons.ts";
import { ConcentratorClock } from "./concentrator-clock.ts";
import { HONEST, type TimeLie } from "./time-lie.ts";
import { TransmitQueue } from "./transmit-queue.ts";

export interface ConcentratorOptions {
  readonly id: string;
  readonly place: Place;
  readonly plan: RadioPlan;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** With a GPS receiver, frames carry UTC to the microsecond and GPS time to the millisecond. */
  readonly hasGps: boolean;
  /** Sends class B beacons; needs GPS. */
  readonly sendsBeacons?: boolean | undefined;
  readonly collisions: CollisionModelName;
  /** Error of the concentrator's own oscillator. */
  readonly clockPpm: number;
}

/** A frame as the concentrator hands it to its forwarder. */
export interface Reception extends Heard {
  readonly foffHz: number;
  readonly channel: number;
  readonly times: GatewayTimes;
  /** The counter at the end of the frame without wraps, microseconds. */
  readonly counterUs: number;
}

/** Standard deviation of the concentrator's carrier offset estimate, Hz: an assumption. */
const FOFF_SD_HZ = 60;
export const MAX_POWER_DBM = 27;
const IMMEDIATELY_NS = 50_000_000n;

/** A gateway's radio: eight channels up, one transmitter down, a free-running counter, perhaps a GPS receiver. */
export class Concentrator implements Receiver {
  readonly id: string;
  readonly place: Place;
  readonly noiseFigureDb = 6;
  readonly collisions: CollisionModel;
  readonly counts = { received: 0, bad: 0, emitted: 0 };
  readonly counter: ConcentratorClock;
  /** What it makes of time when it has been taken over. */
  lie: TimeLie = HONEST;
  readonly #options: ConcentratorOptions;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #air: Air;
  readonly #channelsHz: ReadonlySet<number> | undefined;
  readonly #queue = new TransmitQueue();
  readonly #beacons: Beacons | undefined;
  #hear: (reception: Reception) => void = () => {};
  #isOn = false;

  constructor(options: ConcentratorOptions, clock: Clock, random: SeededRandom, air: Air) {
    this.id = options.id;
    this.place = options.place;
    this.collisions = COLLISION_MODELS[options.collisions];
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#air = air;
    const { region, subBand } = options.plan;
    if (subBand !== undefined) {
      const channels = subBandChannels(region, subBand);
      this.#channelsHz = new Set(channels.map(({ frequencyHz }) => frequencyHz));
    }
    this.counter = new ConcentratorClock(clock.monotonic(), random.uint32(), options.clockPpm);
    if (options.hasGps && options.sendsBeacons) {
      this.#beacons = new Beacons(options.plan.region, options, clock, (beacon) =>
        this.#sendBeacon(beacon),
      );
    }
  }

  start(hear: (reception: Reception) => void): void {
    this.#hear = hear;
    this.#isOn = true;
    this.#air.attach(this);
    this.#beacons?.start();
  }

  stop(): void {
    this.#isOn = false;
    this.#beacons?.stop();
  }

  listensTo(sent: Transmission): boolean {
    return (
      this.#isOn &&
      !sent.invertIq &&
      !sent.isBeacon &&
      !this.#queue.isSending(sent.startNs, sent.endNs) &&
      this.#isTunedTo(sent.freqHz)
    );
  }

  /** Where a plan has sub-bands, its channels are those of one. */
  #isTunedTo(freqHz: number): boolean {
    return this.#channelsHz === undefined || this.#channelsHz.has(freqHz);
  }

  hear(heard: Heard): void {
    this.counts.received++;
    const { holdS } = this.lie;
    const reception = this.#receptionOf(heard);
    if (holdS > 0) this.#clock.after(holdS * 1000, () => this.#handOn(reception));
    else this.#handOn(reception);
  }

  #handOn(reception: Reception): void {
    if (this.#isOn) this.#hear(reception);
  }

  /** Like most gateways it keeps what has a wrong CRC to itself, and counts it. */
  hearBad(): void {
    this.counts.bad++;
  }

  /** What its counter, its clock and its frequency estimate make of a frame. */
  #receptionOf(heard: Heard): Reception {
    const { freqHz, biasHz } = heard.transmission;
    const endNs = realEndNs(heard.transmission);
    const receiverBiasHz = (this.#options.clockPpm * freqHz) / 1e6;
    const dopplerHz = (-recedingMps(heard.transmission, this.place) / SPEED_OF_LIGHT) * freqHz;
    const utc = this.#told(dateAt(this.#clock, endNs));
    const gpsNs = instantToGps(utc);
    const counterUs = this.counter.totalUs(endNs);
    return {
      ...heard,
      channel: this.#chain(freqHz),
      foffHz: Math.round(biasHz + dopplerHz - receiverBiasHz + FOFF_SD_HZ * gaussian(this.#random)),
      counterUs,
      times: {
        counter: { kind: "tmst", us: this.counter.counterUs(endNs) },
        ...(this.#options.hasGps && {
          utc: utc - (utc % 1000n),
          gpsNs: gpsNs - (gpsNs % 1_000_000n),
          gpsResolutionNs: 1_000_000,
        }),
      },
    };
  }

  /** The receiver chain of a channel, as gateways number them. */
  #chain(freqHz: number): number {
    const [first] = this.#options.plan.region.channels;
    return Math.round((freqHz - first!.frequencyHz) / 200_000) & 7;
  }

  /** What the gateway takes for, or passes off as, the time. */
  #told(utc: Instant): Instant {
    return utc + BigInt(Math.round(this.lie.offsetS * 1e9));
  }

  /**
   * Takes a frame into the queue, or says why not.
   * @param sent told when the frame begins to leave
   */
  schedule(item: DownlinkItem, sent?: (startNs: bigint) => void): TxStatus {
    const { modulation, freqHz } = item;
    if (modulation.kind !== "lora") return "INTERNAL_ERROR";
    if (!isInBand(this.#options.plan.region, freqHz)) return "TX_FREQ";
    if (item.eirpDbm > MAX_POWER_DBM) return "TX_POWER";
    const nowNs = this.#clock.monotonic();
    const startNs = this.#startOf(item.timing, nowNs);
    if (typeof startNs === "string") return startNs;
    const endNs = startNs + loraAirtimeNs(modulation, item.phyPayload.length, item.withCrc);
    return this.#send(
      {
        phyPayload: item.phyPayload,
        freqHz,
        sf: modulation.sf,
        bwHz: modulation.bwHz,
        powerDbm: item.eirpDbm,
        invertIq: item.invertPolarization,
      },
      { startNs, endNs },
      sent,
    );
  }

  #startOf(timing: DownlinkItem["timing"], nowNs: bigint): bigint | TxStatus {
    switch (timing.kind) {
      case "immediately":
        return nowNs + IMMEDIATELY_NS;
      case "counter":
        return this.counter.momentOf(timing.us, nowNs);
      case "gps":
        if (!this.#options.hasGps) return "GPS_UNLOCKED";
        return nowNs + (gpsToInstant(timing.gpsNs) - this.#told(this.#clock.now()));
      case "delay":
        return "INTERNAL_ERROR";
    }
  }

  #sendBeacon(beacon: {
    readonly phyPayload: Uint8Array;
    readonly freqHz: number;
    readonly sf: number;
    readonly bwHz: number;
    readonly startNs: bigint;
  }): void {
    const { startNs, ...frame } = beacon;
    const endNs = startNs + beaconAirtimeNs(frame, frame.phyPayload.length);
    this.#send(
      { ...frame, powerDbm: MAX_POWER_DBM, invertIq: false, isBeacon: true },
      { startNs, endNs },
    );
  }

  #send(
    frame: Pick<
      Transmission,
      "phyPayload" | "freqHz" | "sf" | "bwHz" | "powerDbm" | "invertIq" | "isBeacon"
    >,
    span: { readonly startNs: bigint; readonly endNs: bigint },
    sent?: (startNs: bigint) => void,
  ): TxStatus {
    const nowNs = this.#clock.monotonic();
    const status = this.#queue.offer(span, nowNs);
    if (status !== "OK") return status;
    this.#clock.after(Number(span.startNs - nowNs) / 1e6, () => {
      if (!this.#isOn) return;
      this.counts.emitted++;
      sent?.(span.startNs);
      this.#air.transmit({
        sender: this.id,
        place: this.place,
        ...frame,
        ...span,
        biasHz: (this.#options.clockPpm * frame.freqHz) / 1e6,
      });
    });
    return "OK";
  }
}

/** A transmitter whose clock is fast ends earlier: at SF12 by some ten microseconds. */
function realEndNs(sent: Transmission): bigint {
  const { startNs, endNs } = sent;
  return endNs - BigInt(Math.round(Number(endNs - startNs) * clockError(sent)));
}
