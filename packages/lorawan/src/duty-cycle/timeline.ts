import { CallerError } from "@lorats/base";
import { MaxTree } from "./max-tree.ts";

/** Serialised form: starts and durations in microseconds, in order of start. */
export interface TimelineState {
  readonly startsUs: readonly number[];
  readonly durationsUs: readonly number[];
}

const FIRST_CAPACITY = 16;

/**
 * Transmissions that do not overlap, in order, with running sums of their durations: any "how long was it on the air
 * between?" is two binary searches. Over them lie two trees, one of the gaps, one of what the window that ends with each
 * transmission holds. Every question is O(log n), appending O(log n), inserting before `k` later ones O(k).
 *
 * Forty-eight bytes a transmission. Times are whole microseconds; sums stay exact up to 285 years of transmission.
 */
export class Timeline {
  readonly #windowUs: number;
  #start = new Float64Array(FIRST_CAPACITY);
  /** Entry `i`: how long all transmissions before `i` lasted; one entry more than transmissions. */
  #sum = new Float64Array(FIRST_CAPACITY + 1);
  /** Entry `i`: silence between `i` and the next; the last transmission has none. */
  #gap = new MaxTree(FIRST_CAPACITY);
  /** Entry `i`: time on the air within the window that ends when `i` ends. */
  #load = new MaxTree(FIRST_CAPACITY);
  /** Entries before it are dropped. */
  #head = 0;
  #end = 0;

  /** @param windowUs length of the windows whose loads are kept */
  constructor(windowUs: number, state?: TimelineState) {
    this.#windowUs = windowUs;
    for (const [i, startUs] of state?.startsUs.entries() ?? []) {
      this.insert(startUs, state!.durationsUs[i]!);
    }
  }

  get size(): number {
    return this.#end - this.#head;
  }

  /** When the last of them ends; `-Infinity` if there is none. */
  get lastEndUs(): number {
    return this.size === 0 ? -Infinity : this.endUs(this.size - 1);
  }

  startUs(i: number): number {
    return this.#start[this.#head + i]!;
  }

  durationUs(i: number): number {
    const at = this.#head + i;
    return this.#sum[at + 1]! - this.#sum[at]!;
  }

  endUs(i: number): number {
    return this.#endOf(this.#head + i);
  }

  /**
   * @throws {CallerError} `LW_DUTY_BAD_TIME` unless both are whole microseconds and the duration is positive;
   *   `LW_DUTY_OVERLAP` if it overlaps another: one transmitter sends one thing at a time
   */
  insert(startUs: number, durationUs: number): void {
    if (!Number.isSafeInteger(startUs) || !Number.isSafeInteger(durationUs) || durationUs <= 0) {
      throw new CallerError("LW_DUTY_BAD_TIME", "a transmission takes whole microseconds");
    }
    if (this.firstFreeUs(startUs, durationUs) !== startUs) {
      throw new CallerError("LW_DUTY_OVERLAP", `something else is on the air at ${startUs} µs`);
    }
    this.#reserve();
    const at = this.#head + this.firstAtOrAfter(startUs);
    this.#start.copyWithin(at + 1, at, this.#end);
    this.#start[at] = startUs;
    for (let i = this.#end; i >= at; i--) this.#sum[i + 1] = this.#sum[i]! + durationUs;
    this.#end++;
    this.#index(at);
  }

  remove(startUs: number): boolean {
    const i = this.firstAtOrAfter(startUs);
    if (i === this.size || this.startUs(i) !== startUs) return false;
    const at = this.#head + i;
    const durationUs = this.durationUs(i);
    this.#start.copyWithin(at, at + 1, this.#end);
    for (let j = at + 1; j < this.#end; j++) this.#sum[j] = this.#sum[j + 1]! - durationUs;
    this.#end--;
    this.#load.set(this.#end, -Infinity);
    this.#gap.set(Math.max(this.#head, this.#end - 1), -Infinity);
    this.#index(at);
    return true;
  }

  /** Forgets transmissions that had ended by then. */
  dropBefore(atUs: number): void {
    let keep = this.firstAtOrAfter(atUs);
    if (keep > 0 && this.endUs(keep - 1) > atUs) keep--;
    this.#head += keep;
  }

  /** How much of the time before `atUs` was spent transmitting, less what was dropped, plus a constant. */
  busyBefore(atUs: number): number {
    const after = this.firstAtOrAfter(atUs);
    const at = this.#head + after;
    if (after === 0) return this.#sum[at]!;
    const elapsed = atUs - this.#start[at - 1]!;
    return Math.min(this.#sum[at]!, this.#sum[at - 1]! + elapsed);
  }

  busyUs(fromUs: number, toUs: number): number {
    return this.busyBefore(toUs) - this.busyBefore(fromUs);
  }

  /** The first instant by which {@link busyBefore} has reached `busyUs`; `busyUs` must lie within what is kept. */
  instantOfBusy(busyUs: number): number {
    let low = this.#head;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sum[middle + 1]! < busyUs) low = middle + 1;
      else high = middle;
    }
    return this.#start[low]! + busyUs - this.#sum[low]!;
  }

  /** The number of the first transmission that starts at `atUs` or later; `size` if none does. */
  firstAtOrAfter(atUs: number): number {
    let low = this.#head;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#start[middle]! < atUs) low = middle + 1;
      else high = middle;
    }
    return low - this.#head;
  }

  /** The first instant, `fromUs` or later, from which nothing is on the air for so long. */
  firstFreeUs(fromUs: number, durationUs: number): number {
    const next = this.firstAtOrAfter(fromUs + durationUs);
    if (next === 0 || this.endUs(next - 1) <= fromUs) return fromUs;
    const last = this.#gap.firstAtLeast(this.#head + next - 1, durationUs);
    return this.endUs(last === -1 ? this.size - 1 : last - this.#head);
  }

  /**
   * When the last transmission ends that starts at `fromUs` or later, ends by `toUs`, and ends a window that holds more
   * than `loadUs`; `undefined` if there is none.
   */
  endOfLastFullWindow(fromUs: number, toUs: number, loadUs: number): number | undefined {
    const first = this.firstAtOrAfter(fromUs);
    if (first === this.size) return;
    let after = this.firstAtOrAfter(toUs);
    if (after > first && this.endUs(after - 1) > toUs) after--;
    const last = this.#load.lastAbove(this.#head + after, loadUs) - this.#head;
    return last >= first ? this.endUs(last) : undefined;
  }

  toJSON(): TimelineState {
    const indices = Array.from({ length: this.size }, (_, i) => i);
    return {
      startsUs: indices.map((i) => this.startUs(i)),
      durationsUs: indices.map((i) => this.durationUs(i)),
    };
  }

  #endOf(at: number): number {
    return this.#start[at]! + this.#sum[at + 1]! - this.#sum[at]!;
  }

  /** Brings both trees up to date from entry `at` on. */
  #index(at: number): void {
    const start = this.#start;
    const sum = this.#sum;
    for (let i = Math.max(this.#head, at - 1); i + 1 < this.#end; i++) {
      this.#gap.set(i, start[i + 1]! - this.#endOf(i));
    }
    if (at === this.#end) return;
    // Both edges of the window move forwards together: `first` is what the left one meets next.
    let first = this.#head + this.firstAtOrAfter(this.#endOf(at) - this.#windowUs);
    if (first > this.#head) first--;
    for (let i = at; i < this.#end; i++) {
      const fromUs = this.#endOf(i) - this.#windowUs;
      while (this.#endOf(first) <= fromUs) first++;
      this.#load.set(i, sum[i + 1]! - sum[first]! - Math.max(0, fromUs - start[first]!));
    }
  }

  /** Makes room for one more: drops what is dropped, or doubles. */
  #reserve(): void {
    if (this.#end < this.#start.length) return;
    const capacity = Math.max(FIRST_CAPACITY, 2 * this.size);
    const start = new Float64Array(capacity);
    const sum = new Float64Array(capacity + 1);
    start.set(this.#start.subarray(this.#head, this.#end));
    sum.set(this.#sum.subarray(this.#head, this.#end + 1));
    this.#start = start;
    this.#sum = sum;
    this.#gap = new MaxTree(capacity);
    this.#load = new MaxTree(capacity);
    this.#end -= this.#head;
    this.#head = 0;
    this.#index(0);
  }
}
