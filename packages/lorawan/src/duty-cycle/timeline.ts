import { CallerError } from "@lorats/base";

/** Serialised form: starts and durations in microseconds, in order of start. */
export interface TimelineState {
  readonly startsUs: readonly number[];
  readonly durationsUs: readonly number[];
}

/**
 * Transmissions that do not overlap, in order, with running sums of their durations: any "how long was it on the air
 * between?" is two binary searches. Appending is O(1), inserting before `k` later ones O(k).
 *
 * Sixteen bytes a transmission. Times are whole microseconds; sums stay exact up to 285 years of transmission.
 */
export class Timeline {
  #start = new Float64Array(16);
  /** Entry `i`: how long all transmissions before `i` lasted; one entry more than transmissions. */
  #sum = new Float64Array(17);
  /** Entries before it are dropped. */
  #head = 0;
  #end = 0;

  constructor(state?: TimelineState) {
    for (const [i, startUs] of state?.startsUs.entries() ?? []) {
      this.insert(startUs, state!.durationsUs[i]!);
    }
  }

  get size(): number {
    return this.#end - this.#head;
  }

  startUs(i: number): number {
    return this.#start[this.#head + i]!;
  }

  durationUs(i: number): number {
    const at = this.#head + i;
    return this.#sum[at + 1]! - this.#sum[at]!;
  }

  endUs(i: number): number {
    return this.startUs(i) + this.durationUs(i);
  }

  /**
   * @throws {CallerError} `LW_DUTY_BAD_TIME` unless both are whole microseconds and the duration is positive;
   *   `LW_DUTY_OVERLAP` if it overlaps another: one transmitter sends one thing at a time
   */
  insert(startUs: number, durationUs: number): void {
    if (!Number.isSafeInteger(startUs) || !Number.isSafeInteger(durationUs) || durationUs <= 0) {
      throw new CallerError("LW_DUTY_BAD_TIME", "a transmission takes whole microseconds");
    }
    if (this.endOfOverlap(startUs, startUs + durationUs) !== undefined) {
      throw new CallerError("LW_DUTY_OVERLAP", `something else is on the air at ${startUs} µs`);
    }
    this.#reserve();
    const at = this.#head + this.firstAtOrAfter(startUs);
    this.#start.copyWithin(at + 1, at, this.#end);
    this.#start[at] = startUs;
    for (let i = this.#end; i >= at; i--) this.#sum[i + 1] = this.#sum[i]! + durationUs;
    this.#end++;
  }

  remove(startUs: number): boolean {
    const i = this.firstAtOrAfter(startUs);
    if (i === this.size || this.startUs(i) !== startUs) return false;
    const at = this.#head + i;
    const durationUs = this.durationUs(i);
    this.#start.copyWithin(at, at + 1, this.#end);
    for (let j = at + 1; j < this.#end; j++) this.#sum[j] = this.#sum[j + 1]! - durationUs;
    this.#end--;
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

  /** When the transmission that is on the air somewhere in [from, to) ends, or `undefined`: the air is free. */
  endOfOverlap(fromUs: number, toUs: number): number | undefined {
    const next = this.firstAtOrAfter(toUs);
    if (next === 0) return;
    const endUs = this.endUs(next - 1);
    return endUs > fromUs ? endUs : undefined;
  }

  toJSON(): TimelineState {
    const indices = Array.from({ length: this.size }, (_, i) => i);
    return {
      startsUs: indices.map((i) => this.startUs(i)),
      durationsUs: indices.map((i) => this.durationUs(i)),
    };
  }

  /** Makes room for one more: drops what is dropped, or doubles. */
  #reserve(): void {
    if (this.#end < this.#start.length) return;
    const capacity = Math.max(16, 2 * this.size);
    const start = new Float64Array(capacity);
    const sum = new Float64Array(capacity + 1);
    start.set(this.#start.subarray(this.#head, this.#end));
    sum.set(this.#sum.subarray(this.#head, this.#end + 1));
    this.#start = start;
    this.#sum = sum;
    this.#end -= this.#head;
    this.#head = 0;
  }
}
