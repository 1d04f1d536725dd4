import type { CancelTimer, Clock } from "@lorats/base";

interface Entry<T> {
  readonly dueMono: bigint;
  readonly item: T;
}

/** Things to do at times: a heap under a single timer of the clock. */
export class Agenda<T> {
  readonly #clock: Clock;
  readonly #onDue: (items: readonly T[], firstDueMono: bigint) => void;
  readonly #heap: Entry<T>[] = [];
  #timer: { readonly dueMono: bigint; readonly cancel: CancelTimer } | undefined;

  /** @param onDue hears with the things, too, at which moment the first of them was due */
  constructor(clock: Clock, onDue: (items: readonly T[], firstDueMono: bigint) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  get size(): number {
    return this.#heap.length;
  }

  add(dueMono: bigint, item: T): void {
    this.#push({ dueMono, item });
    this.#arm();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#heap.length = 0;
  }

  #arm(): void {
    const first = this.#heap[0];
    if (!first || (this.#timer && this.#timer.dueMono <= first.dueMono)) return;
    this.#timer?.cancel();
    const waitMs = Math.max(0, Number(first.dueMono - this.#clock.monotonic()) / 1e6);
    const cancel = this.#clock.after(waitMs, () => {
      this.#timer = undefined;
      this.#fire();
      this.#arm();
    });
    this.#timer = { dueMono: first.dueMono, cancel };
  }

  #fire(): void {
    const now = this.#clock.monotonic();
    const first = this.#heap[0];
    if (!first || first.dueMono > now) return;
    const due: T[] = [];
    while (this.#heap[0] && this.#heap[0].dueMono <= now) due.push(this.#pop().item);
    this.#onDue(due, first.dueMono);
  }

  #push(entry: Entry<T>): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.dueMono <= entry.dueMono) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): Entry<T> {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && heap[right]!.dueMono < heap[child]!.dueMono) child = right;
      if (heap[child]!.dueMono >= last.dueMono) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
