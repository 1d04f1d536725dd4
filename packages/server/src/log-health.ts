import { statfs } from "node:fs/promises";
import { LoratsError, type Clock } from "@lorats/base";
import type { EventLog } from "@lorats/events";

/** How long a failure counts when nothing has been written since. */
const REMEMBERED_NS = 30_000_000_000n;
/** Below this a disk counts as full: the databases need room to be merged and indexed. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/** Watches whether the log takes what it is given: what a door may not acknowledge, somebody should know of. */
export class LogHealth {
  readonly #clock: Clock;
  #failed: { readonly reason: string; readonly at: bigint } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The same log, watched. */
  watch<L extends EventLog>(log: L): L {
    const append: EventLog["append"] = async (events) => {
      try {
        const positions = await log.append(events);
        this.#failed = undefined;
        return positions;
      } catch (error) {
        if (error instanceof LoratsError && error.blame === "dependency") {
          const reason = `${error.code}: ${error.message}`;
          this.#failed = { reason, at: this.#clock.monotonic() };
        }
        throw error;
      }
    };
    return new Proxy(log, {
      get: (target, name) => {
        if (name === "append") return append;
        const value = Reflect.get(target, name, target) as unknown;
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
  }

  /** Why nothing can be stored just now, or undefined. */
  async trouble(folder: string): Promise<string | undefined> {
    const failed = this.#failed;
    if (failed && this.#clock.monotonic() - failed.at < REMEMBERED_NS) return failed.reason;
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    return free < LEAST_FREE_BYTES
      ? `DISK_FULL: ${Math.floor(free / 1024)} KiB are left on the disk of ${folder}`
      : undefined;
  }
}
