import { randomBytes, randomFillSync } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Instant } from "../instant.ts";
import type { Random } from "../random.ts";

/** `setTimeout` counts in 31 bits and fires at once beyond. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The date is asked for at most so often; in between, the monotonic clock counts on, which is five times as fast to read. */
const DATE_EVERY_NS = 1_000_000n;
let date: Instant = 0n;
let dateMono = -DATE_EVERY_NS;

function now(): Instant {
  const mono = process.hrtime.bigint();
  if (mono - dateMono >= DATE_EVERY_NS) {
    date = Temporal.Now.instant().epochNanoseconds;
    dateMono = mono;
  }
  return date + (mono - dateMono);
}

/** The machine's clocks: the date as the operating system disciplines it, and CLOCK_MONOTONIC. */
export const systemClock: Clock = {
  now,
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

/** A call of the generator costs as much as hundreds of bytes of it. */
const POOL_BYTES = 4096;
const pool = new Uint8Array(POOL_BYTES);
let taken = POOL_BYTES;

/** What is handed out is wiped here: nobody finds a key in the pool. */
function take(count: number): Uint8Array<ArrayBuffer> {
  if (count > POOL_BYTES / 8) return new Uint8Array(randomBytes(count));
  if (taken + count > POOL_BYTES) {
    randomFillSync(pool);
    taken = 0;
  }
  const bytes = pool.slice(taken, taken + count);
  pool.fill(0, taken, taken + count);
  taken += count;
  return bytes;
}

/** The operating system's generator: for keys, nonces and identifiers. */
export const systemRandom: Random = {
  uint32: () => new DataView(take(4).buffer).getUint32(0, true),
  bytes: take,
};
