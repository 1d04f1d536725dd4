import { createHash } from "node:crypto";
import { formatInstant, parseInstant, type Instant, type TenantId } from "@lorats/base";
import type { AlarmSubject, Cursor, Severity } from "@lorats/events";

declare const brand: unique symbol;
export type AlarmId = string & { readonly [brand]: "AlarmId" };

export const SEVERITIES = ["info", "warning", "critical"] as const satisfies readonly Severity[];
/** `pending`: raised, but not for as long as its rule wants. People see it from `open` on. */
export const ALARM_STATES = ["pending", "open", "acknowledged", "cleared"] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** One trouble of one thing, from its beginning to its end. At most one of a kind is not cleared. */
export interface Alarm {
  readonly id: AlarmId;
  readonly tenantId: TenantId;
  readonly code: string;
  readonly subject: AlarmSubject;
  readonly state: AlarmState;
  readonly severity: Severity;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** Steps so far that people were told of. */
  readonly number: number;
  /** How often it was raised. */
  readonly count: number;
  readonly raisedAt: Instant;
  readonly lastRaisedAt: Instant;
  readonly openedAt?: Instant | undefined;
  /** When its end was noticed; it clears once that has lasted as long as its rule wants. */
  readonly endingAt?: Instant | undefined;
  /** Nobody is told anything until then. */
  readonly snoozedUntil?: Instant | undefined;
  readonly acknowledgedAt?: Instant | undefined;
  readonly acknowledgedBy?: string | undefined;
  readonly clearedAt?: Instant | undefined;
  /** Absent when it ended by itself. */
  readonly clearedBy?: string | undefined;
  readonly note?: string | undefined;
}

/** What makes two signals the same trouble. */
export function alarmKey(tenantId: TenantId, code: string, { kind, id }: AlarmSubject): string {
  return `${tenantId}/${code}/${kind}/${id}`;
}

/** A UUIDv7 made of the signal that raised it: a signal that is read again after a crash makes no second alarm. */
export function alarmIdOf(raisedAt: Instant, position: Cursor): AlarmId {
  const ms = (raisedAt / 1_000_000n).toString(16).padStart(12, "0").slice(-12);
  const hash = createHash("sha256").update(position).digest("hex");
  const variant = ((Number.parseInt(hash[3]!, 16) & 0x3) | 0x8).toString(16);
  const tail = `7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
  return `${ms.slice(0, 8)}-${ms.slice(8)}-${tail}` as AlarmId;
}

const TIMES = [
  "raisedAt",
  "lastRaisedAt",
  "openedAt",
  "endingAt",
  "snoozedUntil",
  "acknowledgedAt",
  "clearedAt",
] as const satisfies readonly (keyof Alarm)[];

type Time = (typeof TIMES)[number];
/** An alarm with its times as RFC 3339 text. */
export type AlarmJson = {
  readonly [K in keyof Alarm]: K extends Time ? Exclude<Alarm[K], Instant> | string : Alarm[K];
};

export function alarmJson(alarm: Alarm): AlarmJson {
  const json: Record<string, unknown> = { ...alarm };
  for (const name of TIMES) {
    const time = alarm[name];
    if (time !== undefined) json[name] = formatInstant(time);
  }
  return json as unknown as AlarmJson;
}

export function alarmOf(json: AlarmJson): Alarm {
  const alarm: Record<string, unknown> = { ...json };
  for (const name of TIMES) {
    const time = json[name];
    if (time !== undefined) alarm[name] = parseInstant(time);
  }
  return alarm as unknown as Alarm;
}
