import type { Instant, TenantId } from "@lorats/base";
import type { AlarmSignal, AlarmStep } from "@lorats/events";
import type { Alarm, AlarmId } from "./alarm.ts";
import { rank, type AlarmPolicy } from "./rule.ts";

/** What somebody does about an alarm. */
export type AlarmCommand =
  | { readonly kind: "acknowledge"; readonly actor: string; readonly note?: string | undefined }
  | {
      readonly kind: "snooze";
      readonly actor: string;
      readonly until: Instant;
      readonly note?: string | undefined;
    }
  | { readonly kind: "clear"; readonly actor: string; readonly note?: string | undefined };

export type AlarmInput =
  | {
      readonly kind: "signal";
      readonly signal: AlarmSignal;
      readonly tenantId: TenantId;
      readonly id: AlarmId;
    }
  /** Time has passed. */
  | { readonly kind: "tick" }
  | AlarmCommand;

export interface AlarmDecision {
  /** How it stands now; absent when there is nothing to remember. */
  readonly alarm: Alarm | undefined;
  /** What people are told, if anything. */
  readonly change?: AlarmStep["change"];
  readonly actor?: string;
}

const NS_PER_S = 1_000_000_000n;

/**
 * One step in an alarm's life: pending → open ⇄ acknowledged → cleared. Pure; `alarm` is the one of this trouble that
 * is not cleared, if there is one. A command that changes nothing returns the alarm as it was.
 */
export function decideAlarm(
  alarm: Alarm | undefined,
  input: AlarmInput,
  policy: AlarmPolicy,
  at: Instant,
): AlarmDecision {
  if (input.kind === "signal") {
    return input.signal.state === "raised"
      ? raised(alarm, input, policy, at)
      : ended(alarm, policy, at);
  }
  if (!alarm || alarm.state === "cleared") return { alarm };
  if (input.kind === "tick") return passed(alarm, policy, at);
  return alarm.state === "pending" ? { alarm } : obey(alarm, input, at);
}

/** When a tick will change something. */
export function dueAt(alarm: Alarm, policy: AlarmPolicy): Instant | undefined {
  const times = [
    alarm.state === "pending" ? alarm.raisedAt + seconds(policy.raiseAfterS) : undefined,
    alarm.endingAt === undefined ? undefined : alarm.endingAt + seconds(policy.clearAfterS),
    alarm.snoozedUntil,
  ].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : times.reduce((a, b) => (a < b ? a : b));
}

function raised(
  alarm: Alarm | undefined,
  { signal, tenantId, id }: Extract<AlarmInput, { kind: "signal" }>,
  policy: AlarmPolicy,
  at: Instant,
): AlarmDecision {
  const { code, subject, severity, message, details } = signal;
  if (!alarm) {
    if (policy.suppress) return { alarm: undefined };
    const counts = { number: 0, count: 1, raisedAt: at, lastRaisedAt: at };
    const fresh = { id, tenantId, code, subject, severity, message, details, ...counts } as const;
    const pending: Alarm = { ...fresh, state: "pending" };
    return policy.raiseAfterS > 0 ? { alarm: pending } : open(pending, at);
  }
  const { endingAt: _, ...lasting } = alarm;
  const worse = rank(severity) > rank(alarm.severity);
  const again: Alarm = {
    ...lasting,
    message,
    details: details ?? alarm.details,
    severity: worse ? severity : alarm.severity,
    count: alarm.count + 1,
    lastRaisedAt: at,
  };
  if (alarm.state === "pending") return passed(again, policy, at);
  // What was acknowledged was something less bad.
  return worse ? step({ ...again, state: "open" }, "worsened") : { alarm: again };
}

function ended(alarm: Alarm | undefined, policy: AlarmPolicy, at: Instant): AlarmDecision {
  // What never lasted long enough never was.
  if (!alarm || alarm.state === "pending") return { alarm: undefined };
  return passed({ ...alarm, endingAt: alarm.endingAt ?? at }, policy, at);
}

function passed(alarm: Alarm, policy: AlarmPolicy, at: Instant): AlarmDecision {
  const { state, endingAt, snoozedUntil } = alarm;
  if (state === "pending") {
    return at >= alarm.raisedAt + seconds(policy.raiseAfterS) ? open(alarm, at) : { alarm };
  }
  if (endingAt !== undefined && at >= endingAt + seconds(policy.clearAfterS)) {
    return step({ ...alarm, state: "cleared", clearedAt: at }, "cleared");
  }
  if (snoozedUntil !== undefined && at >= snoozedUntil) {
    const { snoozedUntil: _, ...awake } = alarm;
    return step(awake, "woke");
  }
  return { alarm };
}

function obey(alarm: Alarm, command: AlarmCommand, at: Instant): AlarmDecision {
  const { actor, note = alarm.note } = command;
  switch (command.kind) {
    case "acknowledge":
      if (alarm.state === "acknowledged") return { alarm };
      return step(
        { ...alarm, note, state: "acknowledged", acknowledgedAt: at, acknowledgedBy: actor },
        "acknowledged",
        actor,
      );
    case "snooze":
      if (command.until <= at) return { alarm };
      return step({ ...alarm, note, snoozedUntil: command.until }, "snoozed", actor);
    case "clear":
      return step(
        { ...alarm, note, state: "cleared", clearedAt: at, clearedBy: actor },
        "cleared",
        actor,
      );
  }
}

function open(alarm: Alarm, at: Instant): AlarmDecision {
  return step({ ...alarm, state: "open", openedAt: at }, "opened");
}

function step(alarm: Alarm, change: AlarmStep["change"], actor?: string): AlarmDecision {
  return {
    alarm: { ...alarm, number: alarm.number + 1 },
    change,
    ...(actor !== undefined && { actor }),
  };
}

function seconds(count: number): bigint {
  return BigInt(Math.round(count * 1000)) * (NS_PER_S / 1000n);
}
