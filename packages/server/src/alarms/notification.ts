import type { AlarmStep, StoredEvent } from "@lorats/events";
import { ruleMatches, type AlarmRule } from "@lorats/platform";

export type AlarmEvent = Extract<StoredEvent, { type: "alarm" }>;

/** The steps that a rule's people are told of. An alarm that sleeps is silent, but for its end. */
export function stepsFor(rule: AlarmRule, events: readonly StoredEvent[]): readonly AlarmEvent[] {
  return events.filter(
    (event): event is AlarmEvent =>
      event.type === "alarm" &&
      ruleMatches(rule, { tenantId: event.tenantId, ...event.body }) &&
      (event.body.snoozedUntil === undefined || event.body.change === "cleared"),
  );
}

/** Those that are worth an e-mail: what people do about an alarm themselves is not. */
export const WORTH_A_MAIL: ReadonlySet<AlarmStep["change"]> = new Set([
  "opened",
  "worsened",
  "woke",
  "cleared",
]);

const WORDS: Readonly<Record<AlarmStep["change"], string>> = {
  opened: "new alarm",
  worsened: "alarm got worse",
  acknowledged: "alarm acknowledged",
  snoozed: "alarm snoozed",
  woke: "alarm lasts",
  cleared: "alarm over",
};

/** A mail about one step: plain text, one line of subject. */
export function mailOf({ body, position }: AlarmEvent): {
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
} {
  const { change, severity, message, code, subject, openedAt, count, details, note, alarmId } =
    body;
  const lines = [
    message,
    "",
    `What:     ${code} (${severity})`,
    `About:    ${subject.kind} ${subject.id}`,
    `State:    ${body.state}`,
    `Since:    ${openedAt}`,
    ...(count > 1 ? [`Raised:   ${count} times`] : []),
    ...(note === undefined ? [] : [`Note:     ${note}`]),
    ...(details ? ["", JSON.stringify(details, null, 2)] : []),
  ];
  const oneLine = message.replace(/[\p{Cc}\s]+/gu, " ").slice(0, 150);
  return {
    subject: `[LoRaTS] ${WORDS[change]}: ${oneLine}`,
    text: `${lines.join("\n")}\n`,
    // The same after a repeat, so that mail programs show it once.
    messageId: `<${alarmId}.${body.number}.${position}@lorats>`,
  };
}
