import type { DatabaseSync } from "node:sqlite";
import { InternalError, UnavailableError } from "@lorats/base";
import { runBatch } from "./batch.ts";
import type { Connection } from "./connection.ts";
import { appendEvents } from "./log-append.ts";
import { pragma } from "./migration.ts";
import type { BatchOutcome, ReplyMessage, RequestMessage, ThreadMessage } from "./protocol.ts";
import { isIoError, wireError } from "./sqlite-error.ts";

/** How long a group may collect before it is committed. */
const MAX_GROUP_MS = 10;

type Say = (message: ThreadMessage) => void;

/**
 * The writer's side of a database: whatever waits goes into one transaction and one sync, and is answered when
 * that is done. Each request has a savepoint of its own, so that one that fails takes no other with it.
 */
export class GroupCommit {
  readonly #connection: Connection;
  #members: RequestMessage[] = [];
  #replies: ReplyMessage[] = [];
  #startedMs = 0;
  #broken: UnavailableError | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  run(messages: Iterable<RequestMessage>, say: Say): void {
    for (const message of messages) {
      if (message.name === "purge" || message.name === "close") {
        this.#commit(say);
        say({ replies: [this.#runAlone(message)] });
        continue;
      }
      this.#join(message, say);
      if (performance.now() - this.#startedMs > MAX_GROUP_MS) this.#commit(say);
    }
    this.#commit(say);
  }

  #join(message: RequestMessage, say: Say): void {
    const { db } = this.#connection;
    try {
      if (this.#broken) throw this.#broken;
      if (this.#members.length === 0) {
        this.#startedMs = performance.now();
        db.exec("begin immediate");
      }
      this.#members.push(message);
      this.#replies.push({ id: message.id, reply: this.#write(message) });
    } catch (error) {
      if (db.isTransaction) this.#replies.push(this.#refuse(message, error));
      else if (this.#members.length === 0) say({ replies: [this.#refuse(message, error)] });
      else this.#scatter(say, error);
    }
  }

  #write(message: RequestMessage): unknown {
    const connection = this.#connection;
    if (message.name === "append") {
      return inSavepoint(connection.db, () => appendEvents(connection, message.request));
    }
    if (message.name === "batch") {
      const run = (): BatchOutcome => runBatch(connection, message.request);
      return inSavepoint(connection.db, run, ({ refusal }) => refusal !== undefined);
    }
    throw new InternalError("STORE_DEFECT", `a writer does not answer ${message.name}`);
  }

  #commit(say: Say): void {
    if (this.#members.length === 0) return;
    const { db } = this.#connection;
    try {
      db.exec("commit");
    } catch (error) {
      this.#rollback();
      this.#scatter(say, error);
      return;
    }
    say({ replies: this.#replies });
    this.#members = [];
    this.#replies = [];
  }

  #rollback(): void {
    const { db } = this.#connection;
    try {
      if (db.isTransaction) db.exec("rollback");
    } catch (error) {
      this.#noteIoError(error);
    }
  }

  /** The whole transaction was lost: each member tries again by itself, and the last one hears why. */
  #scatter(say: Say, error: unknown): void {
    const members = this.#members;
    this.#members = [];
    this.#replies = [];
    this.#noteIoError(error);
    if (members.length <= 1) {
      say({ replies: members.map((member) => this.#refuse(member, error)) });
      return;
    }
    for (const member of members) {
      this.#join(member, say);
      this.#commit(say);
    }
  }

  #runAlone(message: RequestMessage): ReplyMessage {
    try {
      if (message.name === "close") {
        this.#connection.close();
        return { id: message.id, reply: null };
      }
      return { id: message.id, reply: this.#purge() };
    } catch (error) {
      return this.#refuse(message, error);
    }
  }

  #purge(): boolean {
    const { db } = this.#connection;
    const timeout = pragma(db, "busy_timeout");
    db.exec("pragma busy_timeout = 0");
    const busy = pragma(db, "wal_checkpoint(truncate)");
    db.exec(`pragma busy_timeout = ${String(timeout)}`);
    return busy === 0n;
  }

  #refuse({ id }: RequestMessage, error: unknown): ReplyMessage {
    this.#noteIoError(error);
    return { id, error: wireError(error, this.#connection.file) };
  }

  /** A sync that failed once may succeed the next time without having written anything: no more is accepted. */
  #noteIoError(error: unknown): void {
    if (!isIoError(error)) return;
    const { code, message } = wireError(error, this.#connection.file);
    this.#broken = new UnavailableError(code, `${message}; nothing is stored until a restart`);
  }
}

/** Undoes what `work` did when it throws or when its result says so; leaves the transaction open. */
function inSavepoint<T>(
  db: DatabaseSync,
  work: () => T,
  isRefused: (result: T) => boolean = () => false,
): T {
  db.exec("savepoint request");
  let isGood = false;
  try {
    const result = work();
    isGood = !isRefused(result);
    return result;
  } finally {
    if (db.isTransaction)
      db.exec(isGood ? "release request" : "rollback to request; release request");
  }
}
