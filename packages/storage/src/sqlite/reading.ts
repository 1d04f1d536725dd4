import { InternalError } from "@lorats/base";
import { buffersOf, type PackedEvents } from "../log/packed.ts";
import { runBatch } from "./batch.ts";
import type { Connection } from "./connection.ts";
import { lastPosition } from "./log-append.ts";
import { checkLog } from "./log-check.ts";
import { getEvents, readLog } from "./log-read.ts";
import type { ReplyMessage, RequestMessage } from "./protocol.ts";
import { wireError } from "./sqlite-error.ts";

/** The reader's side of a database. Each request sees one state of it, whatever the writer does meanwhile. */
export function answer(connection: Connection, message: RequestMessage): ReplyMessage {
  const { db } = connection;
  const { id } = message;
  try {
    if (message.name === "close") {
      connection.close();
      return { id, reply: null };
    }
    if (message.name === "backup") {
      connection.prepare("vacuum into ?").run(message.request.file);
      return { id, reply: null };
    }
    db.exec("begin");
    return { id, reply: read(connection, message) };
  } catch (error) {
    return { id, error: wireError(error, connection.file) };
  } finally {
    if (db.isOpen && db.isTransaction) db.exec("rollback");
  }
}

function read(connection: Connection, message: RequestMessage): unknown {
  switch (message.name) {
    case "batch":
      return runBatch(connection, message.request);
    case "read":
      return readLog(connection, message.request);
    case "get":
      return getEvents(connection, message.request);
    case "head":
      return lastPosition(connection);
    case "check":
      return checkLog(connection, message.request);
    case "append":
    case "purge":
    case "backup":
    case "close":
      throw new InternalError("STORE_DEFECT", `a reader does not answer ${message.name}`);
  }
}

/** Buffers of a reply that may move to the other thread in place of being copied. */
export function movable({ reply }: ReplyMessage): readonly ArrayBuffer[] {
  const events = (reply as { events?: PackedEvents } | null)?.events;
  return events ? buffersOf(events) : [];
}
