import { CallerError } from "@lorats/base";
import type { Cursor } from "@lorats/events";

/** Cursors of this adapter: `p` and the position to base 36. */
export function cursorOf(position: number): Cursor {
  return `p${position.toString(36)}` as Cursor;
}

/** @throws {CallerError} `LOG_BAD_CURSOR` */
export function positionOf(cursor: Cursor): number {
  const position = /^p[1-9a-z][0-9a-z]{0,9}$/.test(cursor)
    ? Number.parseInt(cursor.slice(1), 36)
    : NaN;
  if (!Number.isSafeInteger(position)) {
    throw new CallerError(
      "LOG_BAD_CURSOR",
      `not a position of this log: ${JSON.stringify(cursor)}`,
    );
  }
  return position;
}
