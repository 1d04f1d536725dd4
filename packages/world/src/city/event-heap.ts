/** Whose turn is next: a binary heap of times, one for each of a fixed number of actors. Ties go by number. */
export class EventHeap {
  readonly #times: Float64Array;
  readonly #heap: Int32Array;
  #size = 0;

  constructor(actors: number) {
    this.#times = new Float64Array(actors);
    this.#heap = new Int32Array(actors);
  }

  /** Adds an actor that is not in the heap. */
  add(actor: number, time: number): void {
    this.#times[actor] = time;
    this.#heap[this.#size] = actor;
    this.#up(this.#size++);
  }

  /** The actor whose turn is next. */
  get first(): number {
    return this.#heap[0]!;
  }

  timeOf(actor: number): number {
    return this.#times[actor]!;
  }

  /** Gives the next actor a later turn. */
  delayFirst(time: number): void {
    this.#times[this.#heap[0]!] = time;
    this.#down();
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#times[a]! - this.#times[b]!;
    return difference < 0 || (difference === 0 && a < b);
  }

  #up(at: number): void {
    const heap = this.#heap;
    const actor = heap[at]!;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(actor, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = actor;
  }

  #down(): void {
    const heap = this.#heap;
    const actor = heap[0]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#isBefore(heap[child]!, actor)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = actor;
  }
}
