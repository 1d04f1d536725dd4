import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { VirtualClock } from "@lorats/base";
import { MemoryEventLog, newEvent, type AlarmSignal, type AlarmStep } from "@lorats/events";
import { AlarmEngine, MemoryAlarmStore, MemoryItemStore, type AlarmRule } from "@lorats/platform";
import { until } from "../../../base/test/until.ts";
import { nextId, TENANT_A } from "../../src/testing/samples.ts";

const RULE: AlarmRule = {
  id: nextId(),
  tenantId: TENANT_A,
  name: "patient",
  enabled: true,
  codes: ["device-*"],
  subjects: [],
  subjectIds: [],
  minSeverity: "info",
  suppress: false,
  raiseAfterS: 10,
  clearAfterS: 0,
  notify: { email: [] },
  createdAt: 0n,
  version: 1,
};

function start(t: TestContext, parts = {}) {
  const clock = new VirtualClock();
  const log = new MemoryEventLog();
  const store = new MemoryAlarmStore();
  const rules = new MemoryItemStore<AlarmRule>();
  const whole = { clock, log, store, rules, failed: () => {}, ...parts };
  const run = () => {
    const engine = new AlarmEngine(whole);
    const stopping = new AbortController();
    const running = engine.run(stopping.signal);
    const stop = async (): Promise<void> => {
      stopping.abort();
      await running;
    };
    t.after(stop);
    return { engine, stop };
  };
  const raise = async (change: Partial<AlarmSignal> = {}): Promise<void> => {
    const subject = { kind: "device", id: "d1" } as const;
    const body = { code: "device-silent", subject, state: "raised", severity: "warning" } as const;
    const at = { tenantId: TENANT_A, key: "d1", time: clock.now() };
    await whole.log.append([
      newEvent("alarm-signal", at, { ...body, message: "silent", ...change }),
    ]);
  };
  const steps = async (): Promise<AlarmStep[]> =>
    (await whole.log.read({ types: ["alarm"] })).events.map(({ body }) => body as AlarmStep);
  return { ...whole, run, raise, steps };
}

describe("the alarm engine", () => {
  it("turns signals into one alarm, and its steps into events", async (t) => {
    const { run, raise, steps, store } = start(t);
    const { engine } = run();
    await raise();
    await raise({ message: "still" });
    await until(async () => (await store.active())[0]?.count === 2);
    const [alarm] = await store.active();
    await engine.command(alarm!.id, { kind: "acknowledge", actor: "user:1", note: "mine" });
    await raise({ state: "ended" });
    await until(async () => (await steps()).length === 3);
    const told = await steps();
    assert.deepEqual(
      told.map(({ change, number, state }) => [change, number, state]),
      [
        ["opened", 1, "open"],
        ["acknowledged", 2, "acknowledged"],
        ["cleared", 3, "cleared"],
      ],
    );
    assert.deepEqual([told[1]!.actor, told[1]!.note], ["user:1", "mine"]);
    await assert.rejects(engine.command(alarm!.id, { kind: "clear", actor: "a" }), {
      code: "ALARM_CLEARED",
    });
    await assert.rejects(engine.command(nextId(), { kind: "clear", actor: "a" }), {
      code: "ALARM_UNKNOWN",
    });
  });

  it("keeps what waits over a restart, and opens it when its time has come", async (t) => {
    const { run, raise, steps, store, rules, clock } = start(t);
    await rules.create([RULE]);
    const first = run();
    await raise();
    await until(async () => (await store.active()).length === 1);
    assert.equal((await store.list({})).items.length, 0);
    await first.stop();
    run();
    // The ticks of the new one begin once it has read what was stored.
    await until(async () => {
      clock.advance(1_000);
      return (await steps()).length === 1;
    });
    assert.equal((await steps())[0]!.change, "opened");
    assert.equal((await store.list({})).items[0]!.state, "open");
  });

  it("makes no second alarm of a signal that it reads again after a crash", async (t) => {
    const whole = start(t);
    const { run, raise, steps, store, log } = whole;
    const first = run();
    await raise();
    await raise({ state: "ended" });
    await until(async () => (await steps()).length === 2);
    await first.stop();
    const again = new MemoryAlarmStore();
    await again.save({ alarms: (await store.list({})).items, deleted: [] });
    const second = start(t, { log, store: again });
    second.run();
    await second.raise({ code: "other" });
    await until(async () => (await steps()).length === 3);
    assert.deepEqual((await again.list({})).items.length, 2);
  });

  it("tries again when the store fails, and loses nothing", async (t) => {
    const store = new MemoryAlarmStore();
    let broken = true;
    const save = store.save.bind(store);
    store.save = async (write) => {
      if (broken) throw new Error("disk full");
      await save(write);
    };
    const failures: string[] = [];
    const { run, raise, clock } = start(t, {
      store,
      failed: (error: string) => failures.push(error),
    });
    run();
    await raise();
    await until(async () => failures.length > 0);
    broken = false;
    await until(async () => {
      clock.advance(1_000);
      return (await store.active()).length === 1;
    });
    assert.match(failures[0]!, /disk full/);
  });
});
