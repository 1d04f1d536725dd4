import { randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Instant } from "../instant.ts";
import type { Random } from "../random.ts";

/** `setTimeout` counts in 31 bits and fires at once beyond. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's clocks: the date as the operating system disciplines it, and CLOCK_MONOTONIC. */
export const systemClock: Clock = {
  now: (): Instant => Temporal.Now.instant().epochNanoseconds,
  monotonic: () => process.hrtime.bigint(),
  after(delayMs, call) {
    let timer: NodeJS.Timeout;
    const arm = (restMs: number): void => {
      timer =
        restMs <= LONGEST_TIMEOUT_MS
          ? setTimeout(call, restMs)
          : setTimeout(() => arm(restMs - LONGEST_TIMEOUT_MS), LONGEST_TIMEOUT_MS);
    };
    // What is overdue is due now; Node would say so with a warning.
    arm(Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};

/** The operating system's generator: for keys, nonces and identifiers. */
export const systemRandom: Random = {
  uint32: () => randomBytes(4).readUInt32LE(),
  bytes: (count) => new Uint8Array(randomBytes(count)),
};
