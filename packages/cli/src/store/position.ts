import type { Cursor } from "@lorats/events";

/** Which of all events since the first a position is, from 1 on; 0 for the head of an empty log. */
export function ordinalOf(position: Cursor | undefined): number {
  return Number.parseInt(position?.slice(1) ?? "0", 36);
}
