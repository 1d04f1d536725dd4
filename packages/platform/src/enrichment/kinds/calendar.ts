import { accept, errorLine, instantToMs, refuse, type Instant, type Result } from "@lorats/base";
import ICAL from "ical.js";
import { z } from "zod";
import type { EnrichmentKind, ExternalValues, Span } from "../kind.ts";

const settings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .describe("Of an iCalendar; `{secret}` in it stands for the source's secret"),
  timeZone: z
    .string()
    .max(60)
    .refine(isTimeZone, "no time zone of the IANA database, such as Europe/Zurich")
    .default("UTC")
    .describe("Of whole days, and of times whose zone the calendar does not tell"),
  summaries: z
    .boolean()
    .default(false)
    .describe("Tell what the events are called, too; that may be about people"),
});
type Settings = z.output<typeof settings>;

/** An event that takes place; times in milliseconds since the Unix epoch. */
interface Occurrence {
  readonly fromMs: number;
  readonly toMs: number;
  readonly summary?: string;
}

const DAY_MS = 86_400_000;
/** Occurrences that are kept of one answer. */
const MAX_KEPT = 500;
/** Occurrences that are looked at to find them: a rule that began long ago is followed from its beginning. */
const MAX_STEPS = 100_000;
const MAX_SUMMARY = 200;

/**
 * What takes place by an iCalendar: recurring events with their exceptions, whole days, time zones.
 * @see https://www.rfc-editor.org/rfc/rfc5545
 */
export const calendar: EnrichmentKind<Settings> = {
  kind: "calendar",
  title: "What takes place by a calendar (iCalendar)",
  settings,
  readsLong: true,
  maxBytes: 4 * 1024 * 1024,

  spot: () => "",

  request: ({ url }: Settings, _: string, secret = "") =>
    new URL(url.replaceAll(/\{secret\}|%7Bsecret%7D/gi, () => encodeURIComponent(secret))),

  read(body: string, { timeZone, summaries }: Settings, span: Span): Result<ExternalValues> {
    try {
      const root = new ICAL.Component(ICAL.parse(body) as never);
      if (root.name !== "vcalendar") return bad("the answer is no iCalendar");
      const fromMs = instantToMs(span.from);
      // What comes next is told for a day ahead of the last frame that this holds for.
      const toMs = instantToMs(span.to) + DAY_MS;
      const found = occurrences(root, timeZone, summaries, { fromMs, toMs });
      if (!found) return bad("its events recur too often");
      return accept({
        occurrences: found.toSorted((a, b) => a.fromMs - b.fromMs).slice(0, MAX_KEPT),
      });
    } catch (error) {
      return bad(errorLine(error).slice(0, 200));
    }
  },

  at: (kept: ExternalValues, time: Instant) =>
    sayAt(instantToMs(time), kept["occurrences"] as readonly Occurrence[]),
};

/** How many events there are at a time, how they are called, and how long until the next one of a day ahead. */
function sayAt(nowMs: number, all: readonly Occurrence[]): ExternalValues {
  const active = all.filter(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs);
  const next = all.find(({ fromMs }) => fromMs > nowMs && fromMs <= nowMs + DAY_MS);
  const summaries = active.flatMap(({ summary }) => summary ?? []);
  return {
    active: active.length,
    ...(summaries.length > 0 && { summaries }),
    ...(next && { minutesToNext: Math.ceil((next.fromMs - nowMs) / 60_000) }),
  };
}

/** Everything that takes place in a window; undefined when it takes too many steps to find out. */
function occurrences(
  root: ICAL.Component,
  timeZone: string,
  summaries: boolean,
  window: { readonly fromMs: number; readonly toMs: number },
): readonly Occurrence[] | undefined {
  const found: Occurrence[] = [];
  let steps = 0;
  const byUid = Map.groupBy(root.getAllSubcomponents("vevent"), uidOf);
  for (const component of [...byUid.values()].flat()) {
    // Exceptions belong to the event whose recurrence they change.
    if (component.hasProperty("recurrence-id")) continue;
    const changed = byUid.get(uidOf(component))!.filter((one) => one.hasProperty("recurrence-id"));
    const event = new ICAL.Event(component, { exceptions: changed });
    const add = (item: ICAL.Event, start: ICAL.Time, end: ICAL.Time): void => {
      const zone = zoneOf(item.component, timeZone);
      const fromMs = msOf(start, zone);
      const toMs = msOf(end, zone);
      const isIn = fromMs < window.toMs && toMs > window.fromMs;
      if (!isIn || item.component.getFirstPropertyValue("status") === "CANCELLED") return;
      const summary = summaries ? item.summary?.slice(0, MAX_SUMMARY) : undefined;
      found.push({ fromMs, toMs, ...(summary && { summary }) });
    };
    if (!event.isRecurring()) {
      add(event, event.startDate, event.endDate);
      continue;
    }
    const exceptions: readonly ICAL.Event[] = Object.values(event.exceptions);
    // Without exceptions, what ended long ago need not be looked at; a day is room for changes of the zone's offset.
    const isPlain = exceptions.length === 0;
    const reachMs = isPlain ? event.duration.toSeconds() * 1000 + DAY_MS : Infinity;
    const endMs =
      window.toMs + Math.max(0, ...exceptions.map((one) => broughtForwardMs(one, timeZone)));
    const zone = zoneOf(component, timeZone);
    const rule = event.iterator();
    for (let time = rule.next(); time; time = rule.next()) {
      if (++steps > MAX_STEPS) return undefined;
      const atMs = msOf(time, zone);
      if (atMs >= endMs) break;
      if (atMs + reachMs <= window.fromMs) continue;
      const { item, startDate, endDate } = event.getOccurrenceDetails(time);
      add(item, startDate, endDate);
    }
  }
  return found;
}

function uidOf(event: ICAL.Component): unknown {
  return event.getFirstPropertyValue("uid");
}

/** How much earlier than by the rule an exception takes place, with a day of room as above. */
function broughtForwardMs(exception: ICAL.Event, timeZone: string): number {
  const zone = zoneOf(exception.component, timeZone);
  const { recurrenceId, startDate } = exception;
  return msOf(recurrenceId, zone) - msOf(startDate, zone) + DAY_MS;
}

/** Times of an event whose zone the calendar does not define are of the zone that they name, or of the given one. */
function zoneOf(event: ICAL.Component, otherwise: string): string {
  const named = event.getFirstProperty("dtstart")?.getFirstParameter("tzid");
  return named !== undefined && isTimeZone(named) ? named : otherwise;
}

function msOf(time: ICAL.Time, zone: string): number {
  const isFloating = time.isDate || time.zone === ICAL.Timezone.localTimezone;
  if (!isFloating) return time.toUnixTime() * 1000;
  const { year, month, day, hour, minute, second } = time;
  const wall = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second });
  return wall.toZonedDateTime(zone).epochMilliseconds;
}

function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

function bad(reason: string): Result<ExternalValues> {
  return refuse("ENRICHMENT_BAD_ANSWER", reason);
}
