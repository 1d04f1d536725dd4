import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AlarmSignal } from "@lorats/events";
import fc from "fast-check";
import type { Alarm } from "../../src/alarms/alarm.ts";
import { decideAlarm, dueAt, type AlarmInput } from "../../src/alarms/decide.ts";
import type { AlarmPolicy } from "../../src/alarms/rule.ts";
import { nextId, TENANT_A } from "../../src/testing/samples.ts";

const S = 1_000_000_000n;
const AT_ONCE: AlarmPolicy = { suppress: false, raiseAfterS: 0, clearAfterS: 0 };
const PATIENT: AlarmPolicy = { suppress: false, raiseAfterS: 10, clearAfterS: 60 };

function signal(change: Partial<AlarmSignal> = {}): AlarmInput {
  const subject = { kind: "device", id: "d" } as const;
  const base = { code: "device-silent", subject, state: "raised", severity: "warning" } as const;
  const whole = { ...base, message: "silent", ...change } satisfies AlarmSignal;
  return { kind: "signal", tenantId: TENANT_A, id: nextId(), signal: whole };
}
const ended = signal({ state: "ended" });

/** Takes inputs one after the other, and tells of the steps. */
function live(policy: AlarmPolicy, inputs: readonly (readonly [bigint, AlarmInput])[]) {
  let alarm: Alarm | undefined;
  const steps: string[] = [];
  for (const [at, input] of inputs) {
    const decision = decideAlarm(alarm, input, policy, at);
    alarm = decision.alarm;
    if (decision.change) steps.push(decision.change);
  }
  return { alarm, steps };
}

describe("an alarm's life", () => {
  it("opens once however often it is raised, and clears", () => {
    const inputs = [signal(), signal({ message: "still silent" }), signal()];
    const { alarm, steps } = live(
      AT_ONCE,
      inputs.map((input, i) => [BigInt(i) * S, input]),
    );
    assert.deepEqual(steps, ["opened"]);
    assert.equal(alarm?.count, 3);
    assert.equal(alarm.number, 1);
    const over = decideAlarm(alarm, ended, AT_ONCE, 9n * S);
    assert.deepEqual(
      [over.change, over.alarm?.state, over.alarm?.number],
      ["cleared", "cleared", 2],
    );
  });

  it("waits until a trouble has lasted, and forgets one that has not", () => {
    const short = live(PATIENT, [
      [0n, signal()],
      [9n * S, ended],
    ]);
    assert.deepEqual(short, { alarm: undefined, steps: [] });
    const long = live(PATIENT, [
      [0n, signal()],
      [9n * S, { kind: "tick" }],
      [10n * S, { kind: "tick" }],
    ]);
    assert.deepEqual(long.steps, ["opened"]);
    assert.equal(long.alarm?.openedAt, 10n * S);
  });

  it("waits until it has been over for long enough, so that a flutter is one alarm", () => {
    const { alarm, steps } = live(PATIENT, [
      [0n, signal()],
      [10n * S, signal()],
      [20n * S, ended],
      [50n * S, signal()],
      [60n * S, ended],
      [70n * S, ended],
      [119n * S, { kind: "tick" }],
    ]);
    assert.deepEqual(steps, ["opened"]);
    assert.equal(dueAt(alarm!, PATIENT), 120n * S);
    assert.equal(decideAlarm(alarm, { kind: "tick" }, PATIENT, 120n * S).change, "cleared");
  });

  it("asks again when an acknowledged alarm gets worse, and keeps the worst", () => {
    const { alarm, steps } = live(AT_ONCE, [
      [0n, signal()],
      [S, { kind: "acknowledge", actor: "user:1", note: "on my way" }],
      [2n * S, { kind: "acknowledge", actor: "user:2" }],
      [3n * S, signal({ severity: "critical" })],
      [4n * S, signal({ severity: "info" })],
    ]);
    assert.deepEqual(steps, ["opened", "acknowledged", "worsened"]);
    assert.deepEqual(
      [alarm?.state, alarm?.severity, alarm?.note],
      ["open", "critical", "on my way"],
    );
    assert.equal(alarm?.acknowledgedBy, "user:1");
  });

  it("sleeps until it is time", () => {
    const { alarm, steps } = live(AT_ONCE, [
      [0n, signal()],
      [S, { kind: "snooze", actor: "user:1", until: 100n * S }],
      [99n * S, { kind: "tick" }],
      [100n * S, { kind: "tick" }],
    ]);
    assert.deepEqual(steps, ["opened", "snoozed", "woke"]);
    assert.equal(alarm?.snoozedUntil, undefined);
    const past = decideAlarm(alarm, { kind: "snooze", actor: "a", until: 1n }, AT_ONCE, 200n * S);
    assert.equal(past.change, undefined);
  });

  it("does not begin where a rule suppresses it, and nobody commands what is over", () => {
    const suppress = { ...AT_ONCE, suppress: true };
    assert.deepEqual(decideAlarm(undefined, signal(), suppress, 0n), { alarm: undefined });
    const { alarm } = live(AT_ONCE, [
      [0n, signal()],
      [S, { kind: "clear", actor: "user:1" }],
    ]);
    assert.equal(alarm?.clearedBy, "user:1");
    assert.equal(
      decideAlarm(alarm, { kind: "acknowledge", actor: "a" }, AT_ONCE, S).change,
      undefined,
    );
  });

  it("counts its steps without a gap, whatever happens", () => {
    const input = fc.oneof(
      fc
        .constantFrom<"info" | "warning" | "critical">("info", "warning", "critical")
        .map((severity) => signal({ severity })),
      fc.constant(ended),
      fc.constant<AlarmInput>({ kind: "tick" }),
      fc.constant<AlarmInput>({ kind: "acknowledge", actor: "a" }),
      fc.constant<AlarmInput>({ kind: "clear", actor: "a" }),
      fc
        .integer({ min: 0, max: 500 })
        .map((s): AlarmInput => ({ kind: "snooze", actor: "a", until: BigInt(s) * S })),
    );
    const policy = fc.record({
      suppress: fc.constant(false),
      raiseAfterS: fc.nat(20),
      clearAfterS: fc.nat(20),
    });
    fc.assert(
      fc.property(
        policy,
        fc.array(fc.tuple(fc.nat(30), input), { maxLength: 40 }),
        (rule, moves) => {
          let alarm: Alarm | undefined;
          let at = 0n;
          for (const [pauseS, next] of moves) {
            at += BigInt(pauseS) * S;
            const before = alarm?.state === "cleared" ? undefined : alarm;
            const { alarm: after, change } = decideAlarm(before, next, rule, at);
            const steps = (after?.number ?? 0) - (before && after ? before.number : 0);
            assert.equal(steps, change ? 1 : 0);
            if (after && after.state !== "pending") assert.ok(after.number > 0);
            const due = after && after.state !== "cleared" ? dueAt(after, rule) : undefined;
            if (next.kind === "tick" && due !== undefined)
              assert.ok(due > at, "a tick leaves nothing due");
            alarm = after;
          }
        },
      ),
    );
  });
});
