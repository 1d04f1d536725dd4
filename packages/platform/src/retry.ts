import { errorLine, type Clock } from "@lorats/base";

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 60_000;

/** Resolves after a while, or at once when the signal aborts. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const stop = (): void => {
      cancel();
      resolve();
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** How long to wait after the `attempt`th failure in a row, counted from 0: doubling up to a minute. */
export function backOffMs(attempt: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempt, 20), LONGEST_PAUSE_MS);
}

/** Tries until it works, with growing pauses; undefined when the signal aborted first. */
export async function insist<T>(
  clock: Clock,
  attempt: () => Promise<T>,
  signal: AbortSignal,
  failed: (error: string) => void,
): Promise<T | undefined> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      return await attempt();
    } catch (error) {
      failed(errorLine(error));
      await pause(clock, backOffMs(failures), signal);
    }
  }
  return undefined;
}
