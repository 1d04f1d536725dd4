import type { CancelTimer, Clock } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import type { SessionStore } from "../ports/session-store.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { WarmDevices } from "./warm-devices.ts";

/** Rows are written at most so often; the log has their contents already, and a start reads that much of it again. */
const SAVE_EVERY_MS = 1000;

export interface SaverParts {
  readonly clock: Clock;
  readonly devices: WarmDevices;
  readonly checkpoints: Checkpoints;
  readonly sessions: SessionStore;
  /** What else is written behind the log. */
  readonly besides: () => Promise<void>;
  readonly failed: (error: unknown, doing: string) => void;
}

/** Writes session rows behind the log, and how far the log is reflected in them. */
export class Saver {
  readonly #parts: SaverParts;
  #timer: CancelTimer | undefined;
  #isStopped = false;
  #checkpointed: Cursor | undefined;

  constructor(parts: SaverParts) {
    this.#parts = parts;
  }

  /** Writes before long, if there is anything to write. */
  soon(): void {
    const { clock, devices, failed } = this.#parts;
    if (this.#isStopped || this.#timer || devices.dirtyCount === 0) return;
    this.#timer = clock.after(SAVE_EVERY_MS, () => {
      this.#timer = undefined;
      this.now().catch((error: unknown) => {
        failed(error, "writing sessions");
        this.soon();
      });
    });
  }

  async now(): Promise<void> {
    const { besides, devices, checkpoints, sessions } = this.#parts;
    await besides();
    await devices.save((tickets) => {
      for (const ticket of tickets) checkpoints.settle(ticket);
    });
    const safe = checkpoints.safe();
    if (safe === undefined || safe === this.#checkpointed) return;
    await sessions.setCheckpoint(safe);
    this.#checkpointed = safe;
  }

  /** From now on rows are written when asked to only: what changes later is in the log, for the next start. */
  stop(): void {
    this.#isStopped = true;
    this.#timer?.();
    this.#timer = undefined;
  }
}
