import { uniform, type Clock, type SeededRandom } from "@lorats/base";
import type { AesKey, Ciphers } from "@lorats/lorawan";
import { agedPayload, ELAPSED_PORT, type AgedReading } from "./elapsed-time.ts";
import type { HoppingPlan } from "./hopping.ts";
import { HoppingSchedule } from "./schedule.ts";
import type { Sensor } from "./sensors.ts";
import type { StoredKeys } from "./stored-keys.ts";

export interface ReadingsOptions {
  readonly sensor: Sensor;
  readonly intervalS: number;
  /** Sends its readings with their ages and a tick of its own clock. */
  readonly sendsAges?: boolean;
  /** Sends by a secret schedule, and ages with it; the plan is agreed with the server. */
  readonly hopping?: HoppingPlan | undefined;
  /** The schedule's key where X25519 agreed on one; absent: it comes from each session. */
  readonly scheduleKey?: AesKey | undefined;
}

interface ReadingsParts {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly ciphers: Ciphers;
  /** Error of the clock that the device waits by. */
  readonly clockPpm: number;
}

/** A slot is kept when the device wakes this soon after its beginning. */
const SLOT_TOLERANCE_NS = 20_000_000n;
/** Readings that wait for a slot; older ones are given up. */
const MOST_READINGS = 4;

/** What a device measures and when it says so: every interval, or in the slots of a secret schedule. */
export class Readings {
  readonly #options: ReadingsOptions;
  readonly #parts: ReadingsParts;
  #schedule: HoppingSchedule | undefined;
  #nextNs = 0n;

  constructor(options: ReadingsOptions, parts: ReadingsParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** When the next reading is due, or the slot of the schedule that is still to come. */
  nextNs(nowNs: bigint, keys: StoredKeys | undefined): bigint {
    const { hopping, scheduleKey } = this.#options;
    if (!hopping || !keys) return this.#nextNs;
    // A key that is not of a session outlives it, and so do its slots.
    if (!this.#schedule || (!scheduleKey && this.#schedule.keys !== keys)) {
      const { ciphers, clockPpm } = this.#parts;
      const secret = { keys, scheduleKey };
      this.#schedule = new HoppingSchedule(ciphers, hopping, secret, nowNs, clockPpm);
    }
    // A slot that the duty cycle or a retransmission took is skipped, with its number.
    return this.#schedule.skipTo(nowNs - SLOT_TOLERANCE_NS).atNs;
  }

  /** The payload of now, and where it is sent. */
  take(): { readonly fPort: number; readonly payload: Uint8Array } {
    const { sensor, intervalS, sendsAges } = this.#options;
    if (this.#schedule || sendsAges) return { fPort: ELAPSED_PORT, payload: this.#aged() };
    const { clock, random } = this.#parts;
    const payload = sensor.read(clock.now(), random);
    const nextS = intervalS * (0.9 + 0.2 * uniform(random));
    this.#nextNs = clock.monotonic() + BigInt(Math.round(nextS * 1e9));
    return { fPort: sensor.fPort, payload };
  }

  /** Readings taken every interval since the last frame, the newest ones, with their ages on the device's clock. */
  #aged(): Uint8Array {
    const { sensor, intervalS } = this.#options;
    const { clock, random, clockPpm } = this.#parts;
    const nowNs = clock.monotonic();
    const intervalNs = BigInt(Math.round(intervalS * 1e9));
    const dueNs = this.#nextNs > 0n ? this.#nextNs : nowNs;
    const newest = dueNs > nowNs ? nowNs : dueNs + ((nowNs - dueNs) / intervalNs) * intervalNs;
    const own = (ns: bigint): number => (Number(ns) / 1e9) * (1 + clockPpm * 1e-6);
    const readings: AgedReading[] = [];
    for (let at = newest; at >= dueNs && readings.length < MOST_READINGS; at -= intervalNs) {
      const ageNs = nowNs - at;
      const data = sensor.read(clock.now() - ageNs, random);
      readings.unshift({ elapsedS: own(ageNs), data });
    }
    this.#nextNs = newest + intervalNs;
    const slot = this.#schedule?.next.number;
    this.#schedule?.pass();
    return agedPayload(readings, own(nowNs), slot);
  }
}
