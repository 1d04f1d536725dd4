import { NS_PER_S, type Instant, type TenantId } from "@lorats/base";
import { decodeEvent, type EventBody } from "@lorats/events";
import { positionOf } from "../log/positions.ts";
import { classOfType, type RetentionClass } from "./retention.ts";
import type { SegmentRow } from "./segment.ts";

const HOUR_NS = 3600n * NS_PER_S;

/** Foreign frames that one gateway heard in an hour. */
export interface ForeignHour {
  readonly tenantId: TenantId;
  readonly gatewayId: EventBody<"reception">["gatewayId"];
  readonly hour: Instant;
  readonly frames: number;
  readonly bytes: number;
  readonly refused: Readonly<Record<string, number>>;
}

export interface Expiring {
  readonly positions: readonly number[];
  /** What is counted of them for ever. */
  readonly foreign: readonly ForeignHour[];
}

/**
 * What goes of a stretch when some classes do. Whose frame a reception was stands in what was decided right after it, so the
 * stretch that follows is looked at as well; a reception that nothing was decided about is kept as a device's.
 */
export function expiringOf(
  rows: readonly SegmentRow[],
  next: readonly SegmentRow[],
  classes: ReadonlySet<RetentionClass>,
): Expiring {
  const verdicts = verdictsOf([...rows, ...next]);
  const hours = new Map<string, ForeignHour>();
  const positions: number[] = [];
  for (const row of rows) {
    const refusedAs = row.type === "reception" ? verdicts.foreign.get(row.position) : undefined;
    const isForeign = refusedAs !== undefined || verdicts.refusals.has(row.position);
    const kind = isForeign ? "foreign" : classOfType(row.type);
    if (kind === "record" || !classes.has(kind)) continue;
    positions.push(row.position);
    if (refusedAs !== undefined) count(hours, row, refusedAs);
  }
  return { positions, foreign: [...hours.values()] };
}

interface Verdicts {
  /** Receptions of nobody's frames, with why they were refused. */
  readonly foreign: ReadonlyMap<number, string>;
  /** The refusals themselves. */
  readonly refusals: ReadonlySet<number>;
}

function verdictsOf(rows: readonly SegmentRow[]): Verdicts {
  const foreign = new Map<number, string>();
  const refusals = new Set<number>();
  const owned: number[] = [];
  for (const { type, position, bytes } of rows) {
    if (type === "refusal") {
      const { deviceId, code, receptions } = bodyOf(bytes) as EventBody<"refusal">;
      const heard = receptions.map(positionOf);
      if (deviceId !== undefined) owned.push(...heard);
      else {
        refusals.add(position);
        for (const one of heard) foreign.set(one, code);
      }
    } else if (type === "uplink" || type === "join") {
      const { receptions } = bodyOf(bytes) as EventBody<"uplink">;
      owned.push(...receptions.map((one) => positionOf(one.position)));
    }
  }
  // A frame that was refused first and found its device later is that device's.
  for (const one of owned) foreign.delete(one);
  return { foreign, refusals };
}

function count(
  hours: Map<string, ForeignHour>,
  { tenantId, time, bytes }: SegmentRow,
  code: string,
): void {
  const { gatewayId, phyPayload } = bodyOf(bytes) as EventBody<"reception">;
  const hour = time - (time % HOUR_NS);
  const key = `${gatewayId}/${hour}`;
  const known = hours.get(key);
  hours.set(key, {
    tenantId: tenantId as TenantId,
    gatewayId,
    hour,
    frames: (known?.frames ?? 0) + 1,
    bytes: (known?.bytes ?? 0) + Buffer.byteLength(phyPayload, "base64"),
    refused: { ...known?.refused, [code]: (known?.refused[code] ?? 0) + 1 },
  });
}

function bodyOf(bytes: Uint8Array): unknown {
  return decodeEvent(bytes).body;
}
