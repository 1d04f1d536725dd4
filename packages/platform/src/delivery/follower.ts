import { errorLine, type CancelTimer, type Clock } from "@lorats/base";
import type { Cursor, EventLog, StoredEvent } from "@lorats/events";
import { backOffMs, pause } from "../retry.ts";
import type { Message } from "./message.ts";
import type { PublisherCursorStore } from "./publisher-cursor.ts";
import type { Sink } from "./sink.ts";

export interface FollowerParts<T = Message> {
  readonly log: EventLog;
  readonly cursors: PublisherCursorStore;
  readonly clock: Clock;
  readonly sink: Sink<T>;
  translate(events: readonly StoredEvent[]): Promise<readonly T[]>;
  /** Where a follower that has no cursor yet begins. */
  readonly from: "beginning" | "now";
}

/** What can be said of a follower from outside. */
export interface FollowerStatus {
  readonly delivered: number;
  readonly failures: number;
  /** Present while the sink refuses. */
  readonly lastError: string | undefined;
}

/** A crash repeats at most what was delivered since the cursor was saved last. */
const SAVE_EVERY_MS = 250;
/** When it is time to end, what is under way may finish within this; what hangs is offered again next time. */
const GRACE_MS = 1_500;

const ABORTED = Symbol("aborted");

/**
 * Brings messages to one sink, at least once and in order. Every sink has a follower of its own, so a slow or dead
 * one delays nobody; what waits for it is the log itself, on disk.
 */
export class Follower<T = Message> {
  readonly #parts: FollowerParts<T>;
  #reached: Cursor | undefined;
  #saved: Cursor | undefined;
  #saving: Promise<void> = Promise.resolve();
  #cancelSave: CancelTimer | undefined;
  #delivered = 0;
  #failures = 0;
  #lastError: string | undefined;

  constructor(parts: FollowerParts<T>) {
    this.#parts = parts;
  }

  get status(): FollowerStatus {
    return { delivered: this.#delivered, failures: this.#failures, lastError: this.#lastError };
  }

  /** Follows until the signal aborts; then the place reached is saved and the promise resolves. */
  async run(signal: AbortSignal): Promise<void> {
    const { log } = this.#parts;
    this.#reached = await this.#start();
    this.#saved = this.#reached;
    try {
      for await (const events of log.follow(this.#reached, signal)) {
        const messages = await this.#insist(() => this.#parts.translate(events), signal);
        if (messages === undefined) break;
        if (messages.length > 0 && !(await this.#deliver(messages, signal))) break;
        this.#reached = events.at(-1)!.position;
        this.#saveSoon();
      }
    } finally {
      this.#cancelSave?.();
      await this.#save();
    }
  }

  async #start(): Promise<Cursor | undefined> {
    const { cursors, sink, from, log } = this.#parts;
    const stored = await cursors.load(sink.name);
    if (stored !== undefined || from === "beginning") return stored;
    const head = await log.head();
    // Without this, a crash before the first delivery would begin at a later "now".
    if (head !== undefined) await cursors.save(sink.name, head);
    return head;
  }

  /** False when the signal aborted before the sink had them all. */
  async #deliver(messages: readonly T[], signal: AbortSignal): Promise<boolean> {
    const done = await this.#insist(async () => {
      await this.#parts.sink.deliver(messages);
      return true;
    }, signal);
    if (done) this.#delivered += messages.length;
    return done ?? false;
  }

  /** Tries until it works, with growing pauses; undefined when the signal aborted first. */
  async #insist<V>(attempt: () => Promise<V>, signal: AbortSignal): Promise<V | undefined> {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const value = await this.#orAborted(attempt(), signal);
        if (value === ABORTED) return undefined;
        this.#lastError = undefined;
        return value;
      } catch (error) {
        this.#failures++;
        this.#lastError = errorLine(error);
        await pause(this.#parts.clock, backOffMs(failures), signal);
      }
    }
    return undefined;
  }

  #orAborted<V>(attempt: Promise<V>, signal: AbortSignal): Promise<V | typeof ABORTED> {
    const { promise, resolve, reject } = Promise.withResolvers<V | typeof ABORTED>();
    let cancel: CancelTimer = () => {};
    const stop = (): void => {
      cancel = this.#parts.clock.after(GRACE_MS, () => resolve(ABORTED));
    };
    signal.addEventListener("abort", stop, { once: true });
    attempt.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", stop);
      cancel();
    });
    return promise;
  }

  #saveSoon(): void {
    this.#cancelSave ??= this.#parts.clock.after(SAVE_EVERY_MS, () => {
      this.#cancelSave = undefined;
      void this.#save();
    });
  }

  #save(): Promise<void> {
    const reached = this.#reached;
    if (reached !== undefined && reached !== this.#saved) {
      this.#saved = reached;
      this.#saving = this.#store(this.#saving, reached);
    }
    return this.#saving;
  }

  /** A cursor that could not be saved is saved with the next one; until then a crash repeats more. */
  async #store(previous: Promise<void>, reached: Cursor): Promise<void> {
    await previous;
    try {
      await this.#parts.cursors.save(this.#parts.sink.name, reached);
    } catch (error) {
      this.#failures++;
      this.#lastError = errorLine(error);
      this.#saved = undefined;
    }
  }
}
