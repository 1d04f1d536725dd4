import { CallerError, formatInstant } from "@lorats/base";
import {
  EVENT_KINDS,
  isBeyond,
  isWithin,
  stretchOf,
  type EventLog,
  type EventType,
  type ReadQuery,
  type StoredEvent,
  type TimeSpan,
} from "@lorats/events";
import { openLogForReading } from "@lorats/storage";
import { placeOf, type PlaceOptions } from "./place.ts";
import { ordinalOf } from "./position.ts";
import { spanOf, type SpanOptions } from "./span.ts";

export interface TailOptions extends PlaceOptions, SpanOptions {
  readonly lines?: number;
  readonly follow?: boolean;
  readonly type?: string;
  readonly key?: string;
  readonly unsealed?: boolean;
  readonly json?: boolean;
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;
const NEWEST = 20;
const EVENTS_AT_ONCE = 1000;

/** Prints what is in the log, oldest first, and goes on with what comes. @throws {CallerError} `CLI_BAD_ARGUMENT`, `LOG_NONE` */
export async function runTail(options: TailOptions): Promise<void> {
  const types = options.type === undefined ? undefined : eventTypes(options.type);
  const { key, follow = false, unsealed = false } = options;
  const span = spanOf(options);
  if (follow && span.to !== undefined) {
    throw new CallerError("CLI_BAD_ARGUMENT", "--follow has no end: leave --until away");
  }
  const opened = await openLogForReading(await placeOf(options), { unseal: unsealed });
  const { log } = opened;
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  for (const signal of STOP_SIGNALS) process.once(signal, abort);
  try {
    // Where following begins is asked first: nothing falls between, and nothing is told twice.
    const head = await log.head();
    const { after, before } = await stretchOf(log, span);
    const lines = options.lines ?? (span.from === undefined ? NEWEST : undefined);
    const stored =
      lines === undefined
        ? oldest(log, { types, key, after }, span)
        : newest(log, { types, key, after, before: before ?? "end" }, span, lines);
    for await (const event of stored) {
      if (stop.signal.aborted) return;
      if (ordinalOf(event.position) <= ordinalOf(head)) print(options, event);
    }
    if (!follow) return;
    for await (const events of log.follow(head, stop.signal)) {
      for (const event of events) {
        const isAsked = (types?.includes(event.type) ?? true) && (key ?? event.key) === event.key;
        if (isAsked && isWithin(span, event.time)) print(options, event);
      }
    }
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, abort);
    await opened.close();
  }
}

/** All events of a span, in the log's order. */
async function* oldest(
  log: EventLog,
  query: ReadQuery,
  span: TimeSpan,
): AsyncGenerator<StoredEvent> {
  let { after } = query;
  do {
    const page = await log.read({ ...query, after, limit: EVENTS_AT_ONCE });
    for (const event of page.events) if (isWithin(span, event.time)) yield event;
    // One alone may have a wrong time.
    if (page.events.length > 0 && page.events.every(({ time }) => isBeyond(span, time))) return;
    after = page.next;
  } while (after !== undefined);
}

/** The newest events of a span, in the log's order. */
async function* newest(
  log: EventLog,
  query: ReadQuery,
  span: TimeSpan,
  count: number,
): AsyncGenerator<StoredEvent> {
  const found: StoredEvent[] = [];
  let { before } = query;
  while (before !== undefined && found.length < count) {
    const page = await log.read({ ...query, before, limit: EVENTS_AT_ONCE });
    found.push(...page.events.filter(({ time }) => isWithin(span, time)));
    before = page.next;
  }
  yield* found.slice(0, count).toReversed();
}

function print({ json }: TailOptions, event: StoredEvent): void {
  const { position, type, tenantId, key, body } = event;
  const time = formatInstant(event.time);
  const line = json
    ? JSON.stringify({ position, type, tenantId, key, time, body })
    : `${position}  ${time}  ${type.padEnd(14)} ${key}  ${JSON.stringify(body)}`;
  process.stdout.write(`${line}\n`);
}

function eventTypes(text: string): readonly EventType[] {
  const known = Object.keys(EVENT_KINDS);
  const types = text.split(",").map((word) => word.trim());
  const strange = types.find((type) => !known.includes(type));
  if (strange !== undefined) {
    const message = `there is no kind ${strange}; there are ${known.join(", ")}`;
    throw new CallerError("CLI_BAD_ARGUMENT", message);
  }
  return types as EventType[];
}
