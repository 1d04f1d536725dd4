import { InvalidArgumentError, type Command } from "commander";
import { CallerError, NS_PER_S, tryParseInstant, type Instant } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import type { TimeSpan } from "@lorats/events";

/** When something happened that a command is about. */
export interface SpanOptions {
  readonly since?: Instant;
  readonly until?: Instant;
}

const SECONDS = { s: 1n, m: 60n, h: 3600n, d: 86_400n, w: 604_800n } as const;
const EXPECTED =
  "expected a time such as 2026-11-21T06:48:00Z, a day such as 2026-11-21 (UTC), or how long ago: 90s, 15m, 2h, 7d, 4w";

/** Adds `--since` and `--until`. */
export function spanOptions(command: Command): Command {
  const time = (text: string): Instant => timeOrAgo(text, systemClock.now());
  return command
    .option("--since <time>", "only what happened from then on: ISO 8601, or 2h or 7d ago", time)
    .option("--until <time>", "only what happened before: ISO 8601, or 2h or 7d ago", time);
}

/** The span that the options name. @throws {CallerError} `CLI_BAD_ARGUMENT` when it ends before it begins */
export function spanOf({ since, until }: SpanOptions): TimeSpan {
  if (since !== undefined && until !== undefined && since >= until) {
    throw new CallerError("CLI_BAD_ARGUMENT", "--since must be earlier than --until");
  }
  return { from: since, to: until };
}

/**
 * Reads a time of ISO 8601 with its zone, a day in UTC, or a whole number of seconds, minutes, hours, days or weeks ago.
 * @throws {InvalidArgumentError} for anything else
 */
function timeOrAgo(text: string, now: Instant): Instant {
  const ago = /^(\d{1,9})([smhdw])$/.exec(text);
  if (ago) return now - BigInt(ago[1]!) * SECONDS[ago[2] as keyof typeof SECONDS] * NS_PER_S;
  if (/^\d{4}-\d{2}-\d{2}[Tt ][\d:.]+$/.test(text)) {
    throw new InvalidArgumentError(`which zone? Add Z for UTC, or an offset such as +01:00`);
  }
  const instant = tryParseInstant(wholeTime(text));
  if (instant === undefined) throw new InvalidArgumentError(EXPECTED);
  return instant;
}

/** RFC 3339 has always seconds; people leave them out, or the whole time of day. */
function wholeTime(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T00:00:00Z`;
  return text.replace(/^([^T ]+[T ]\d{2}:\d{2})(?=[Zz+-])/, "$1:00");
}
