import { tryParseInstant, type Instant } from "@lorats/base";
import { readEnvelope, type Neighbours } from "@lorats/events";
import type { LogEngine } from "./log.ts";
import type { LogRow } from "./packed.ts";
import { cursorOf } from "./positions.ts";

/** Rows to look at for one that can be read. */
const NEARBY = 10;

/** Halves the log until the time lies between two neighbours: some twenty looks at one event each in a log of a million. */
export async function neighboursOf(engine: LogEngine, time: Instant): Promise<Neighbours> {
  let older = 0;
  let newer = (await engine.head()) + 1;
  const end = newer;
  while (newer - older > 1) {
    const middle = older + Math.floor((newer - older) / 2);
    const { rows } = await engine.read({ after: middle - 1, limit: NEARBY });
    const found = firstReadable(rows);
    // Where nothing can be read, who looks from an earlier place on misses nothing.
    if (!found || found.position >= newer || found.time >= time) newer = middle;
    else older = found.position;
  }
  return {
    older: older === 0 ? undefined : cursorOf(older),
    newer: newer === end ? undefined : cursorOf(newer),
  };
}

function firstReadable(
  rows: Iterable<LogRow>,
): { readonly position: number; readonly time: Instant } | undefined {
  for (const { position, bytes } of rows) {
    try {
      const time = tryParseInstant(readEnvelope(bytes).time);
      if (time !== undefined) return { position, time };
    } catch {
      // The next one may be whole.
    }
  }
  return undefined;
}
