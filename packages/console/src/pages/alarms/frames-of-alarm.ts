import type { Alarm, AssessmentView } from "@lorats/api";

type Verdict = AssessmentView["trust"]["verdict"];

/** The verdict that an alarm on frames is about; undefined for other alarms. */
export function verdictOfAlarm(code: string): Verdict | undefined {
  const verdict = /^frames-(replayed|suspect)$/.exec(code)?.[1];
  return verdict as Verdict | undefined;
}

/** An assessment is made moments before the alarm that it raises. */
const BEFORE_MS = 60_000;

/** Frames judged while the alarm was on, newest first, each by its newest revision. */
export function framesOfAlarm(
  assessments: readonly AssessmentView[],
  { raisedAt, clearedAt }: Pick<Alarm, "raisedAt" | "clearedAt">,
): readonly AssessmentView[] {
  const from = Date.parse(raisedAt) - BEFORE_MS;
  const until = clearedAt === undefined ? Infinity : Date.parse(clearedAt);
  const newest = new Map<string, AssessmentView>();
  for (const one of assessments) {
    const at = Date.parse(one.timing.deliveredAt ?? one.timing.time);
    if (at < from || at > until) continue;
    const known = newest.get(one.deduplicationId);
    if (!known || known.revision < one.revision) newest.set(one.deduplicationId, one);
  }
  return [...newest.values()];
}
