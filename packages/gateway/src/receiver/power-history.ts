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
    for (let i = 0; i + 1 < iq.length; i += 2) {
      this.#sum += iq[i]! * iq[i]! + iq[i + 1]! * iq[i + 1]!;
      if (++this.#filled < this.#slotSamples) continue;
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

  /** The quietest tenth of the held slots: the noise, unless the channel is never free. */
  floor(): number | null {
    const held = Math.min(this.#slot, this.#slots.length);
    if (held === 0) return null;
    return this.#slots.slice(0, held).sort()[Math.floor(held / 10)]!;
  }
}
