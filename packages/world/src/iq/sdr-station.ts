import type { Clock, SeededRandom } from "@lorats/base";
import { distanceM, type Place } from "../air/geometry.ts";
import { recedingMps } from "../air/motion.ts";
import { SPEED_OF_LIGHT } from "../air/path-loss.ts";
import type { Antenna, Transmission } from "../air/transmission.ts";
import { frameArrival } from "./frame-arrival.ts";
import type { Arrival } from "./arriving-signal.ts";
import { QUANTUM, type SdrReceiver, type SdrSettings } from "./sdr-receiver.ts";

/** What really came in at an SDR, for evaluation only. */
export interface IqTruth {
  write(line: Readonly<Record<string, unknown>>): void;
}

/** The world is rendered this much late, so that a frame is known before its lead-in begins. */
const LATENESS_NS = 8_000_000;
/** A dongle whose computer slept this long has lost what it heard meanwhile. */
const LONGEST_BACKLOG_S = 1;

/** An SDR at a place in the world: its samples become due as the world's time passes. */
export class SdrStation implements Antenna {
  readonly id: string;
  readonly place: Place;
  readonly sdr: SdrReceiver;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #truth: IqTruth;
  readonly #epochNs: bigint;
  #isOn = false;

  /** @param id of the antenna: what hangs on the same mast shares its paths */
  constructor(
    options: { readonly id: string; readonly place: Place },
    parts: { sdr: SdrReceiver; clock: Clock; random: SeededRandom; truth: IqTruth },
  ) {
    this.id = options.id;
    this.place = options.place;
    this.sdr = parts.sdr;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#truth = parts.truth;
    this.#epochNs = parts.clock.monotonic();
  }

  /** Begins a stream: sample 0 is now. */
  turnOn(): void {
    this.sdr.startAt(this.#nowS());
    this.#isOn = true;
    this.#note("start");
  }

  turnOff(): void {
    this.#isOn = false;
    this.#note("stop");
  }

  set(change: Partial<SdrSettings>): void {
    this.sdr.set(change);
    if (this.#isOn) this.#note("set");
  }

  /** Buffers that the server threw away because its client lagged. */
  noteDropped(samples: number): void {
    this.#note("dropped", { samples });
  }

  /** Whether a quantum of samples lies in the past. After a long sleep the stream goes on with the present. */
  isDue(): boolean {
    const lengthS = QUANTUM * this.sdr.stepS(this.sdr.nextS);
    const behindS = this.#nowS() - LATENESS_NS / 1e9 - this.sdr.nextS - lengthS;
    if (behindS > LONGEST_BACKLOG_S) {
      this.sdr.startAt(this.#nowS());
      this.#note("overrun", { lostS: behindS });
      return false;
    }
    return behindS >= 0;
  }

  onAir(sent: Transmission, powerDbm: number): void {
    if (!this.#isOn) return;
    const flightS = distanceM(sent.place, this.place) / SPEED_OF_LIGHT;
    const onsetS = Number(sent.startNs - this.#epochNs) / 1e9 + flightS;
    const path = { onsetS, powerDbm, recedingMps: recedingMps(sent, this.place) };
    const arrival = frameArrival(sent, path, this.#random);
    this.sdr.arrive(arrival);
    this.#noteArrival(sent, arrival);
  }

  #noteArrival(sent: Transmission, arrival: Arrival): void {
    const { sdr } = this;
    const stepS = sdr.stepS(arrival.onsetS);
    const nominalS = 1 / sdr.settings.rateHz;
    // Of a replay, what the recording holds and what playing it adds.
    const { biasHz: heldHz, clock: heldClock } = sent.recording ?? { biasHz: 0, clock: 0 };
    const hz = arrival.carrierHz + heldHz + arrival.biasHz - sdr.oscillatorHz(arrival.onsetS);
    this.#truth.write({
      kind: "arrival",
      receiver: this.id,
      sender: sent.sender,
      sample: sdr.index + (arrival.onsetS - sdr.nextS) / stepS,
      // As the dongle's own clock counts a hertz, from the channel's nominal centre.
      biasHz: hz * (stepS / nominalS) - (arrival.carrierHz - sdr.settings.centreHz),
      clockPpm: ((1 + arrival.clock + heldClock) * (stepS / nominalS) - 1) * 1e6,
      powerDbm: arrival.powerDbm,
      freqHz: sent.freqHz,
      sf: sent.sf,
      bwHz: sent.bwHz,
      invertIq: sent.invertIq,
    });
  }

  #note(event: string, more: Readonly<Record<string, unknown>> = {}): void {
    const { index, nextS, settings } = this.sdr;
    const monotonicNs = this.#epochNs + BigInt(Math.round(nextS * 1e9));
    this.#truth.write({
      kind: "sdr",
      receiver: this.id,
      event,
      sample: index,
      monotonicNs: String(monotonicNs),
      ...settings,
      ...more,
    });
  }

  #nowS(): number {
    return Number(this.#clock.monotonic() - this.#epochNs) / 1e9;
  }
}
