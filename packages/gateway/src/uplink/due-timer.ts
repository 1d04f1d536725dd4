import type { CancelTimer, Clock } from "@lorats/base";

/** Calls when something is due, which may come to be earlier or later than it was. */
export class DueTimer {
  readonly #clock: Clock;
  readonly #call: () => void;
  #cancel: CancelTimer | null = null;
  #dueNs: bigint | null = null;

  constructor(clock: Clock, call: () => void) {
    this.#clock = clock;
    this.#call = call;
  }

  /** By the monotonic clock; null: nothing is due. */
  set(dueNs: bigint | null): void {
    if (dueNs === this.#dueNs && this.#cancel) return;
    this.stop();
    this.#dueNs = dueNs;
    if (dueNs === null) return;
    const waitMs = Number(dueNs - this.#clock.monotonic()) / 1e6;
    this.#cancel = this.#clock.after(Math.max(0, waitMs), () => {
      this.#cancel = null;
      this.#call();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
