import { type Instant, formatInstant, tryParseInstant } from "@lorats/base";
import type { StoredDatagram } from "./journal.ts";

/** A line of a journal's file, as {@link Journal} describes them. */
export type JournalLine =
  | { readonly ack: number; readonly server: string; readonly done: boolean }
  | { readonly id: number; readonly receivedAt: Instant; readonly bytes: Uint8Array };

/** Null: not one, or cut short. */
export function parseJournalLine(line: string): JournalLine | null {
  let json: Readonly<Record<string, unknown>>;
  try {
    json = JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
  const { ack, server, done, id, at, data } = json;
  if (typeof ack === "number" && typeof server === "string") {
    return { ack, server, done: done === true };
  }
  const receivedAt = typeof at === "string" ? tryParseInstant(at) : undefined;
  if (typeof id !== "number" || typeof data !== "string" || receivedAt === undefined) return null;
  return { id, receivedAt, bytes: new Uint8Array(Buffer.from(data, "base64")) };
}

export function datagramLine({ id, receivedAt, bytes }: StoredDatagram): string {
  const data = Buffer.from(bytes).toString("base64");
  return JSON.stringify({ id, at: formatInstant(receivedAt), data });
}

/** `done`: no server lacks it any more. */
export function acknowledgementLine(id: number, server: string, done: boolean): string {
  return JSON.stringify({ ack: id, server, ...(done && { done }) });
}
