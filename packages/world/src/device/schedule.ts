import type { AesKey, Ciphers } from "@lorats/lorawan";
import type { StoredKeys } from "./stored-keys.ts";
import { openKeys } from "./stored-keys.ts";
import { scheduleKey, slicesBefore, type HoppingPlan } from "./hopping.ts";

/** The next slot of a device's secret schedule, on its own clock. */
export interface Slot {
  readonly number: number;
  readonly atNs: bigint;
}

/** What a schedule follows from: a key of its own, or that of a session. */
interface ScheduleSecret {
  readonly keys: StoredKeys;
  readonly scheduleKey: AesKey | undefined;
}

/** Slots of one key: the first begins with it. */
export class HoppingSchedule {
  readonly #ciphers: Ciphers;
  readonly #plan: HoppingPlan;
  readonly #keys: StoredKeys;
  readonly #key: AesKey;
  /** How fast the device's clock runs: true seconds to one of its own. */
  readonly #stretch: number;
  #next: Slot;

  /** @param clockPpm error of the clock that the device waits by: positive runs fast, so that slots come early */
  constructor(
    ciphers: Ciphers,
    plan: HoppingPlan,
    { keys, scheduleKey: agreed }: ScheduleSecret,
    startNs: bigint,
    clockPpm: number,
  ) {
    this.#ciphers = ciphers;
    this.#plan = plan;
    this.#keys = keys;
    this.#key = agreed ?? scheduleKey(ciphers, openKeys(keys).appSKey);
    this.#stretch = 1 / (1 + clockPpm * 1e-6);
    this.#next = { number: 0, atNs: startNs };
  }

  get keys(): StoredKeys {
    return this.#keys;
  }

  get next(): Slot {
    return this.#next;
  }

  /** Lets slots pass until one lies at a moment or after it. */
  skipTo(atNs: bigint): Slot {
    while (this.#next.atNs < atNs) this.pass();
    return this.#next;
  }

  /** The slot is used or skipped. */
  pass(): void {
    const number = this.#next.number + 1;
    const slices = slicesBefore(this.#ciphers, this.#key, this.#plan, number);
    const ns = slices * this.#plan.sliceMs * 1e6 * this.#stretch;
    this.#next = { number, atNs: this.#next.atNs + BigInt(Math.round(ns)) };
  }
}
