import assert from "node:assert/strict";
import { it } from "node:test";
import type { AssessmentView } from "@lorats/api";
import { framesOfAlarm, verdictOfAlarm } from "../../src/pages/alarms/frames-of-alarm.ts";

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const judged = (deduplicationId: string, minute: number, revision = 0) =>
  ({ deduplicationId, revision, timing: { time: at(minute) } }) as unknown as AssessmentView;

it("an alarm on frames says which verdict it is about", () => {
  assert.equal(verdictOfAlarm("frames-replayed"), "replayed");
  assert.equal(verdictOfAlarm("frames-suspect"), "suspect");
  assert.equal(verdictOfAlarm("gateway-offline"), undefined);
});

it("its frames are those judged while it was on, each by its newest revision", () => {
  const assessments = [
    judged("d", 50),
    judged("c", 20, 1),
    judged("c", 20),
    judged("b", 9),
    judged("a", 1),
  ];
  const frames = (clearedAt?: string) =>
    framesOfAlarm(assessments, { raisedAt: at(10), clearedAt }).map(
      ({ deduplicationId, revision }) => `${deduplicationId}${revision}`,
    );
  assert.deepEqual(frames(), ["d0", "c1", "b0"]);
  assert.deepEqual(frames(at(30)), ["c1", "b0"]);
});
