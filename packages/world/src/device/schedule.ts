import type { Ciphers } from "@lorats/lorawan";
import type { StoredKeys } from "./stored-keys.ts";
import { openKeys } from "./stored-keys.ts";
import { scheduleKey, slicesBefore, type HoppingPlan } from "./hopping.ts";

/** The next slot of a device's secret schedule, on its own clock. */
export interface Slot {
  readonly number: number;
  readonly atNs: bigint;
}

/** Slots of one session: the first begins with the session. */
export class HoppingSchedule {
  readonly #ciphers: Ciphers;
  readonly #plan: HoppingPlan;
  readonly #keys: StoredKeys;
  /** How fast the device's clock runs: true seconds to one of its own. */
  readonly #stretch: number;
  #next: Slot;

  /** @param clockPpm error of the clock that the device waits by: positive runs fast, so that slots come early */
  constructor(
    ciphers: Ciphers,
    plan: HoppingPlan,
    keys: StoredKeys,
    startNs: bigint,
    clockPpm: number,
  ) {
    this.#ciphers = ciphers;
    this.#plan = plan;
    this.#keys = keys;
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
    const key = scheduleKey(this.#ciphers, openKeys(this.#keys).appSKey);
    const number = this.#next.number + 1;
    const slices = slicesBefore(this.#ciphers, key, this.#plan, number);
    const ns = slices * this.#plan.sliceMs * 1e6 * this.#stretch;
    this.#next = { number, atNs: this.#next.atNs + BigInt(Math.round(ns)) };
  }
}
