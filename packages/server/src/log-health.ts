import { statfs } from "node:fs/promises";
import { LoratsError, type Clock } from "@lorats/base";
import type { EventLog } from "@lorats/events";

/** How long a failure counts when nothing has been written since. */
const REMEMBERED_NS = 30_000_000_000n;
/** A log that stores nothing of what it was given for so long does not work, whatever it may say later. */
const PATIENCE_NS = 10_000_000_000n;
/** Below this a disk counts as full: the databases need room to be merged and indexed. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/** Watches whether the log takes what it is given: what a door may not acknowledge, somebody should know of. */
export class LogHealth {
  readonly #clock: Clock;
  #failed: { readonly reason: string; readonly at: bigint } | undefined;
  /** Appends without an answer, and when the last answer came, or the first of them was asked. */
  #waiting = 0;
  #answeredAt = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The same log, watched. */
  watch(log: EventLog): EventLog {
    return {
      append: (events) => this.#watched(log.append(events)),
      read: (query) => log.read(query),
      get: (positions) => log.get(positions),
      follow: (after, signal) => log.follow(after, signal),
      head: () => log.head(),
      around: (time) => log.around(time),
      erase: (keys) => log.erase(keys),
    };
  }

  async #watched(appending: ReturnType<EventLog["append"]>): ReturnType<EventLog["append"]> {
    if (this.#waiting++ === 0) this.#answeredAt = this.#clock.monotonic();
    try {
      const positions = await appending;
      this.#failed = undefined;
      return positions;
    } catch (error) {
      if (error instanceof LoratsError && error.blame === "dependency") {
        const reason = `${error.code}: ${error.message}`;
        this.#failed = { reason, at: this.#clock.monotonic() };
      }
      throw error;
    } finally {
      this.#waiting--;
      this.#answeredAt = this.#clock.monotonic();
    }
  }

  /** Why nothing can be stored just now, or undefined. */
  async trouble(folder: string): Promise<string | undefined> {
    const failed = this.#failed;
    const now = this.#clock.monotonic();
    if (failed && now - failed.at < REMEMBERED_NS) return failed.reason;
    if (this.#waiting > 0 && now - this.#answeredAt > PATIENCE_NS) {
      return `LOG_SILENT: nothing was stored for ${(now - this.#answeredAt) / 1_000_000_000n} s`;
    }
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    return free < LEAST_FREE_BYTES
      ? `DISK_FULL: ${Math.floor(free / 1024)} KiB are left on the disk of ${folder}`
      : undefined;
  }
}
