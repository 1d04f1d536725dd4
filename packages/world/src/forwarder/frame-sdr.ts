import type { LtsReport } from "@lorats/backhaul";
import { dateAt, gaussian, type CancelTimer, type Clock, type SeededRandom } from "@lorats/base";
import type { Air } from "../air/air.ts";
import { COLLISION_MODELS } from "../air/collision.ts";
import { distanceM, type Place } from "../air/geometry.ts";
import { recedingMps } from "../air/motion.ts";
import { SPEED_OF_LIGHT } from "../air/path-loss.ts";
import { LORATS_RECEPTION } from "../air/reception.ts";
import { clockError, type Heard, type Receiver, type Transmission } from "../air/transmission.ts";
import { tunedHz } from "../iq/rtl-tuner.ts";
import { drawArrivalError } from "../measured/link-table.ts";
import type { TimeLie } from "./time-lie.ts";

export interface FrameSdrOptions {
  /** Of the gateway on whose mast it is: they share their paths. */
  readonly id: string;
  readonly place: Place;
  /** Error of the dongle's crystal. */
  readonly crystalPpm: number;
  /** Where it is tuned to. */
  readonly centreHz?: number;
  /** Deviation of what it takes for the time: of a clock that GPS holds, or of one that NTP does. */
  readonly clockSdNs: number;
  /** What its gateway passes off as the time. */
  readonly lie?: () => TimeLie;
}

/** What the concentrator has said nothing of after this is reported by itself, as gateways do. */
const ALONE_AFTER_MS = 1000;
/** The clock's error wanders with this time constant. */
const WANDER_S = 600;
const DEFAULT_CENTRE_HZ = 868_300_000;

/** What it saw alone: a preamble, or a whole frame that the concentrator did not report. */
export interface AloneSighting {
  readonly heard: Heard;
  readonly report: LtsReport;
}

interface Seen {
  readonly report: LtsReport;
  readonly cancel: CancelTimer;
}

/**
 * The SDR of a LoRaTS gateway at frame level: what it sees, and how far off it measures onset and bias, is drawn from what
 * was measured on samples. A frame of the concentrator takes its report with it; of the others it tells by itself.
 */
export class FrameSdr implements Receiver {
  readonly id: string;
  readonly place: Place;
  readonly noiseFigureDb = 6;
  readonly reception = LORATS_RECEPTION;
  readonly collisions = COLLISION_MODELS.lorats;
  readonly counts = { matched: 0, orphans: 0 };
  readonly #options: FrameSdrOptions;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #air: Air;
  readonly #seen = new Map<Transmission, Seen>();
  #alone: (sighting: AloneSighting) => void = () => {};
  #isOn = false;
  #clockErrorNs: number;
  #wanderedNs: bigint;

  constructor(options: FrameSdrOptions, clock: Clock, random: SeededRandom, air: Air) {
    this.id = options.id;
    this.place = options.place;
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#air = air;
    this.#clockErrorNs = options.clockSdNs * gaussian(random);
    this.#wanderedNs = clock.monotonic();
  }

  get clockSdNs(): number {
    return this.#options.clockSdNs;
  }

  /** Must listen before the concentrator beside it does, so that its report is there when that hands a frame on. */
  start(alone: (sighting: AloneSighting) => void): void {
    this.#alone = alone;
    this.#isOn = true;
    this.#air.attach(this);
  }

  stop(): void {
    this.#isOn = false;
    for (const { cancel } of this.#seen.values()) cancel();
    this.#seen.clear();
  }

  listensTo(sent: Transmission): boolean {
    return this.#isOn && !sent.invertIq && !sent.isBeacon;
  }

  hear(heard: Heard): void {
    this.#see(heard, true);
  }

  hearBad(heard: Heard): void {
    this.#see(heard, false);
  }

  sight(heard: Heard): void {
    this.#see(heard, false);
  }

  /** What it saw of a frame that the concentrator has received; undefined when it saw nothing. */
  take(sent: Transmission): LtsReport | undefined {
    const seen = this.#seen.get(sent);
    if (!seen) return undefined;
    seen.cancel();
    this.#seen.delete(sent);
    this.counts.matched++;
    return seen.report;
  }

  #see(heard: Heard, isReceived: boolean): void {
    const { transmission, snrDb } = heard;
    const report = this.#report(transmission, snrDb, isReceived);
    const cancel = this.#clock.after(ALONE_AFTER_MS, () => {
      this.#seen.delete(transmission);
      this.counts.orphans++;
      this.#alone({ heard, report });
    });
    this.#seen.set(transmission, { report, cancel });
  }

  #report(sent: Transmission, snrDb: number, isReceived: boolean): LtsReport {
    const { freqHz, sf, startNs, biasHz, phyPayload } = sent;
    const { crystalPpm, centreHz = DEFAULT_CENTRE_HZ, clockSdNs, lie } = this.#options;
    const drawn = { sf, snrDb, bytes: phyPayload.length, isReceived };
    const error = drawArrivalError(drawn, this.#random);
    const flightNs = (distanceM(sent.place, this.place) / SPEED_OF_LIGHT) * 1e9;
    const lieNs = (lie?.().offsetS ?? 0) * 1e9;
    const offNs = flightNs + error.onsetNs.error + this.#clockOffNs() + lieNs;
    const onset = dateAt(this.#clock, startNs);
    const dopplerHz = (-recedingMps(sent, this.place) / SPEED_OF_LIGHT) * freqHz;
    // The tuner's rounding shifts carriers, not clocks.
    const roundingHz = tunedHz(centreHz) - centreHz;
    const ownHz = (crystalPpm * freqHz) / 1e6 + roundingHz;
    const mismatchPpm = (clockError(sent) - (biasHz - roundingHz) / freqHz) * 1e6;
    const { driftHzPerS, clockPpm } = error;
    return {
      onset: onset + BigInt(Math.round(offNs)),
      onsetSdNs: Math.round(Math.hypot(error.onsetNs.sd, clockSdNs) * 10) / 10,
      biasHz: Number((biasHz + dopplerHz - ownHz + error.biasHz.error).toFixed(3)),
      biasSdHz: Number(error.biasHz.sd.toFixed(3)),
      ...(driftHzPerS && {
        driftHzPerS: Number(((sent.driftHzPerS ?? 0) + driftHzPerS.error).toFixed(1)),
      }),
      ...(clockPpm && {
        clockPpm: Number((mismatchPpm + clockPpm.error).toFixed(4)),
        clockSdPpm: Number(clockPpm.sd.toFixed(4)),
      }),
      snrDb: Math.round(snrDb * 10) / 10,
    };
  }

  /** A first-order Gauss–Markov process. */
  #clockOffNs(): number {
    const nowNs = this.#clock.monotonic();
    const kept = Math.exp(-Number(nowNs - this.#wanderedNs) / 1e9 / WANDER_S);
    this.#wanderedNs = nowNs;
    const { clockSdNs } = this.#options;
    this.#clockErrorNs =
      kept * this.#clockErrorNs + Math.sqrt(1 - kept * kept) * clockSdNs * gaussian(this.#random);
    return this.#clockErrorNs;
  }
}
