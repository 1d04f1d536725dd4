/** Slots on either side of a step: what is shorter is a fade or a click. */
const LEAST_SIDE = 4;

/** Mean power of a stream in slots of fixed length, for a bounded past. */
export class PowerHistory {
  readonly #slotSamples: number;
  readonly #slots: Float64Array;
  #sum = 0;
  #filled = 0;
  #slot = 0;

  constructor(slotSamples: number, slots: number) {
    this.#slotSamples = slotSamples;
    this.#slots = new Float64Array(slots);
  }

  push(iq: Float32Array): void {
    for (let at = 0; at < iq.length;) {
      const end = Math.min(iq.length, at + 2 * (this.#slotSamples - this.#filled));
      let sum = 0;
      for (let i = at; i < end; i++) sum += iq[i]! * iq[i]!;
      this.#sum += sum;
      this.#filled += (end - at) >>> 1;
      at = end;
      if (this.#filled < this.#slotSamples) return;
      this.#slots[this.#slot++ % this.#slots.length] = this.#sum / this.#slotSamples;
      this.#sum = 0;
      this.#filled = 0;
    }
  }

  /** Mean over the slots within samples `from` … `to`; null when they are no longer, or not yet, held. */
  mean(from: number, to: number): number | null {
    const first = Math.ceil(from / this.#slotSamples);
    const end = Math.max(first + 1, Math.floor(to / this.#slotSamples));
    if (first < 0 || end > this.#slot || first < this.#slot - this.#slots.length) return null;
    let sum = 0;
    for (let slot = first; slot < end; slot++) sum += this.#slots[slot % this.#slots.length]!;
    return sum / (end - first);
  }

  /**
   * The largest lasting change of power within samples `from` … `to` in decibels, later against earlier; null where it is not held or
   * too short to tell.
   */
  stepDb(from: number, to: number): number | null {
    const first = Math.ceil(from / this.#slotSamples);
    const end = Math.min(this.#slot, Math.floor(to / this.#slotSamples));
    const count = end - first;
    if (first < 0 || first < this.#slot - this.#slots.length || count < 2 * LEAST_SIDE) return null;
    const power = (slot: number): number => this.#slots[slot % this.#slots.length]!;
    let all = 0;
    for (let slot = first; slot < end; slot++) all += power(slot);
    let before = 0;
    let most = 0;
    for (let i = 1; i <= count - LEAST_SIDE; i++) {
      before += power(first + i - 1);
      if (i < LEAST_SIDE || before <= 0 || all <= before) continue;
      const ratio = (all - before) / (count - i) / (before / i);
      const step = 10 * Math.log10(ratio);
      if (Math.abs(step) > Math.abs(most)) most = step;
    }
    return most;
  }

  /** The quietest tenth of the held slots: the noise, unless the channel is never free. */
  floor(): number | null {
    const held = Math.min(this.#slot, this.#slots.length);
    if (held === 0) return null;
    return this.#slots.slice(0, held).sort()[Math.floor(held / 10)]!;
  }
}
