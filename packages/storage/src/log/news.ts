/** How long a follower can be late when it was not told: an append whose answer a dying thread swallowed. */
const POLL_MS = 1000;

interface NextNews {
  /**
   * Resolves when something was committed after this call, when it is time to look anyway, or at the end. True in the
   * first case.
   */
  readonly promise: Promise<boolean>;
  readonly stop: () => void;
}

/** Wakes those who follow the log whenever something was committed. */
export class News {
  readonly #wakers = new Set<() => void>();

  wake(): void {
    const wakers = [...this.#wakers];
    this.#wakers.clear();
    for (const wake of wakers) wake();
  }

  /** Ask before looking, so that nothing falls between looking and waiting. */
  next(signal: AbortSignal): NextNews {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), POLL_MS);
    const wake = (): void => resolve(true);
    this.#wakers.add(wake);
    const end = (): void => resolve(false);
    signal.addEventListener("abort", end, { once: true });
    const stop = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      this.#wakers.delete(wake);
    };
    return { promise, stop };
  }
}
