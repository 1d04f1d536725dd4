import type { Cursor, EventLog, Reception, StoredEvent } from "@lorats/events";

const PAGE = 1000;

/** A stretch of the log with the receptions that its uplinks rest on. */
export interface LogPage {
  readonly events: readonly StoredEvent[];
  readonly receptions: ReadonlyMap<Cursor, Reception>;
}

/** The log from a position on to its end, page by page, oldest first. */
export async function* pagesOf(log: EventLog, after: Cursor | undefined): AsyncGenerator<LogPage> {
  let from = after;
  for (;;) {
    const page = await log.read({ after: from, limit: PAGE });
    yield { events: page.events, receptions: await receptionsOf(log, page.events) };
    if (page.next === undefined) return;
    from = page.next;
  }
}

async function receptionsOf(
  log: EventLog,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<Cursor, Reception>> {
  const positions = events.flatMap((event) =>
    event.type === "uplink" ? event.body.receptions.map(({ position }) => position) : [],
  );
  if (positions.length === 0) return new Map();
  const found = new Map<Cursor, Reception>();
  for (const event of await log.get(positions)) {
    if (event.type === "reception") found.set(event.position, event.body);
  }
  return found;
}

/** The receptions of a frame that is judged; of copies that came late and of damaged ones none. */
export function judgedReceptions(
  { body }: Extract<StoredEvent, { type: "uplink" }>,
  known: ReadonlyMap<Cursor, Reception>,
): readonly Reception[] {
  if (body.freshness !== "fresh" && body.freshness !== "late") return [];
  return body.receptions.flatMap(({ position }) => known.get(position) ?? []);
}
