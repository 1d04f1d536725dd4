import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { attackPlanSchema } from "../../src/attack/attack-plan.ts";
import { AttackRig } from "../../src/attack/attack-rig.ts";
import { HONEST } from "../../src/forwarder/time-lie.ts";
import { at, Ear, radioBench, uplink, type RadioBench } from "../support/radio-bench.ts";

const DEVICE = at(100);
const OTHER = at(0, 110);

interface AttackBench extends RadioBench {
  readonly rig: AttackRig;
  readonly truth: Record<string, unknown>[];
}

/** The places and powers of the paper's figure 5, with oscillators that drift after ten seconds. */
function attackBench(model: "sx1276" | "sx1301" = "sx1276"): AttackBench {
  const bench = radioBench(model);
  const truth: Record<string, unknown>[] = [];
  const rig = new AttackRig(
    {
      name: "van",
      eavesdropper: { place: at(400), oscillator: () => 1.5, stepHz: 0 },
      collider: {
        place: at(50),
        oscillator: (ns) => (ns > 10_000_000_000n ? 4 : 3),
        stepHz: 0,
        collisionDbm: 2,
        replayDbm: 2,
        reactionMs: 2,
      },
    },
    { ...bench, truth: { write: (line) => truth.push({ ...line }) } },
  );
  return { ...bench, rig, truth };
}

function run(bench: AttackBench, plan: object, rounds = 1, sf = 7): void {
  bench.rig.start(1, attackPlanSchema.parse(plan));
  for (let i = 0; i < rounds; i++) {
    uplink(bench, "device", DEVICE, { sf });
    bench.clock.advance(60_000);
  }
}

describe("attack rig", () => {
  it("hides a frame and delivers it after the delay, off by its two oscillators", () => {
    const bench = attackBench();
    run(bench, { kind: "delay", delayS: 12.5 });
    assert.equal(bench.gateway.bad.length, 0, "no alarm");
    assert.deepEqual(
      bench.gateway.heard.map(({ transmission }) => transmission.sender),
      ["attacker:van"],
    );
    const replay = bench.gateway.heard[0]!.transmission;
    assert.equal(replay.startNs, 12_500_000_000n);
    assert.deepEqual(replay.phyPayload[5], (7 * 5 + 3) & 0xff);
    // Recorded at +1.5 ppm, replayed when the other radio has reached +4 ppm.
    assert.ok(Math.abs(replay.biasHz - (-21_000 + 2.5 * 868.1)) < 1e-6);
    assert.ok(Math.abs(replay.clockPpm! - (-21_000 / 868.1 + 2.5)) < 1e-9);
  });

  it("collides from the eighth symbol at any spreading factor", () => {
    for (const sf of [7, 9, 11]) {
      const bench = attackBench();
      run(bench, { kind: "jam" }, 1, sf);
      const collision = bench.truth.find((line) => line["event"] === "collision")!;
      assert.equal(collision["lagNs"], (8 * 2 ** sf * 1e9) / 125_000);
      assert.equal(bench.gateway.heard.length, 0);
    }
  });

  it("is too late to be stealthy when it reacts slowly, and the gateway sees a bad frame", () => {
    const bench = attackBench();
    run(bench, { kind: "jam", lagSymbols: 45 });
    assert.deepEqual([bench.gateway.heard.length, bench.gateway.bad.length], [0, 1]);
  });

  it("fails against a receiver that keeps the stronger earlier frame", () => {
    const bench = attackBench("sx1301");
    run(bench, { kind: "delay", delayS: 5 });
    assert.equal(bench.gateway.from("device").length, 1);
  });

  it("hides a frame from two gateways with a helper near the second", () => {
    for (const withHelper of [false, true]) {
      const bench = radioBench();
      const far = new Ear(bench.clock, "sx1276", "far", at(1000, 0, 25));
      bench.air.attach(far);
      const radio = { oscillator: () => 0, stepHz: 0 };
      const rig = new AttackRig(
        {
          name: "van",
          eavesdropper: { ...radio, place: at(400) },
          collider: { ...radio, place: at(50), collisionDbm: 2, replayDbm: 2, reactionMs: 2 },
          ...(withHelper && { helpers: [{ ...radio, place: at(990), collisionDbm: -32 }] }),
        },
        { ...bench, truth: { write: () => {} } },
      );
      rig.start(1, attackPlanSchema.parse({ kind: "jam" }));
      uplink(bench, "device", DEVICE);
      bench.clock.advance(5000);
      assert.equal(bench.gateway.from("device").length, 0);
      assert.equal(far.from("device").length, withHelper ? 0 : 1);
    }
  });

  it("delays everybody whom it hears when nobody is named, by one common step", () => {
    const bench = attackBench();
    bench.rig.start(1, attackPlanSchema.parse({ kind: "delay", delayS: 12 }));
    uplink(bench, "device", DEVICE);
    bench.clock.advance(3000);
    uplink(bench, "other", OTHER, { biasHz: -18_000 });
    bench.clock.advance(60_000);
    const replays = bench.gateway.from("attacker:van");
    assert.equal(replays.length, 2);
    const steps = replays.map(({ biasHz }, n) => biasHz - [-21_000, -18_000][n]!);
    for (const step of steps) assert.ok(Math.abs(step - 2.5 * 868.1) < 1e-6, steps.join());
  });

  it("learns a device's bias before it attacks, and drifts away from it slowly", () => {
    const bench = attackBench();
    const biases = [-20_950, -21_050, -20_980, -21_020];
    for (const biasHz of biases) {
      uplink(bench, "device", DEVICE, { biasHz });
      bench.clock.advance(20_000);
    }
    const calibration = { kind: "adaptive", residualHz: 0, stepHz: 100 };
    bench.rig.start(1, attackPlanSchema.parse({ kind: "delay", delayS: 2, calibration }));
    for (let n = 0; n < 3; n++) {
      uplink(bench, "device", DEVICE, { biasHz: -21_000 + 300 * (n - 1) });
      bench.clock.advance(20_000);
    }
    const replays = bench.gateway.from("attacker:van").map(({ biasHz }) => biasHz);
    // Means of five, six and seven frames, and the walk of 100 Hz a frame.
    const expected = [-21_060, -21_050 + 100, -21_000 + 200];
    assert.equal(replays.length, 3);
    replays.forEach((biasHz, n) => assert.ok(Math.abs(biasHz - expected[n]!) < 1, replays.join()));
  });

  it("replays with a GPS-disciplined reference hardly off at all, with two cheap radios by kilohertz", () => {
    const offsets = (record: number, replay: number): number => {
      const bench = radioBench();
      const rig = new AttackRig(
        {
          name: "van",
          eavesdropper: { place: at(400), oscillator: () => record, stepHz: 0 },
          collider: {
            place: at(50),
            oscillator: () => replay,
            stepHz: 0,
            collisionDbm: 2,
            replayDbm: 2,
            reactionMs: 2,
          },
        },
        { ...bench, truth: { write: () => {} } },
      );
      rig.start(1, attackPlanSchema.parse({ kind: "delay", delayS: 2 }));
      uplink(bench, "device", DEVICE);
      bench.clock.advance(10_000);
      return bench.gateway.from("attacker:van")[0]!.biasHz + 21_000;
    };
    assert.ok(Math.abs(offsets(0.01, -0.01)) < 20);
    assert.ok(Math.abs(offsets(8, -6)) > 10_000);
  });

  it("cannot collide with whom it does not aim at", () => {
    const bench = attackBench();
    bench.rig.start(1, attackPlanSchema.parse({ kind: "delay", targets: ["device"] }));
    uplink(bench, "other", OTHER);
    bench.clock.advance(30_000);
    assert.deepEqual(bench.gateway.from("other").length, 1);
    assert.equal(bench.gateway.from("attacker:van").length, 0);
  });

  it("replays plainly, so that the frame comes twice", () => {
    const bench = attackBench();
    run(bench, { kind: "replay", delayS: 3 });
    assert.deepEqual(
      bench.gateway.heard.map(({ transmission }) => transmission.sender),
      ["device", "attacker:van"],
    );
  });

  it("lets delays grow as a ramp", () => {
    const bench = attackBench();
    run(bench, { kind: "delay", delayS: 2, rampSPerHour: 6 }, 4);
    const delays = bench.truth
      .filter((line) => line["event"] === "replay")
      .map((line) => Number(line["delayNs"]) / 1e9);
    assert.deepEqual(
      delays.map((s) => Math.round(s * 1000) / 1000),
      [2, 2.1, 2.2, 2.3],
    );
  });

  it("attacks in bursts", () => {
    const bench = attackBench();
    run(bench, { kind: "delay", delayS: 2, burst: { frames: 2, pause: 3 } }, 10);
    const senders = bench.gateway.heard.map(({ transmission }) => transmission.sender[0]);
    assert.equal(senders.join(""), "aadddaaddd");
  });

  it("stops when told, and says what it did", () => {
    const bench = attackBench();
    run(bench, { kind: "delay", delayS: 2 });
    assert.ok(bench.rig.stop(1));
    assert.ok(!bench.rig.stop(1));
    uplink(bench, "device", DEVICE);
    bench.clock.advance(10_000);
    assert.equal(bench.gateway.from("device").length, 1);
    assert.deepEqual(
      bench.truth.map((line) => line["event"]),
      ["started", "collision", "recorded", "replay", "stopped"],
    );
  });

  it("makes a gateway that was taken over lie about time, until it is stopped", () => {
    const bench = radioBench();
    const gateway = { lie: HONEST };
    const radio = { place: at(50), oscillator: () => 0, stepHz: 0 };
    const rig = new AttackRig(
      {
        name: "van",
        eavesdropper: radio,
        collider: { ...radio, collisionDbm: 2, replayDbm: 2, reactionMs: 2 },
      },
      { ...bench, truth: { write: () => {} }, gateways: new Map([["0a00000000000a01", gateway]]) },
    );
    const lie = { kind: "lie", gateway: "0A00000000000A01", offsetS: 7 };
    rig.start(1, attackPlanSchema.parse(lie));
    assert.deepEqual(gateway.lie, { offsetS: 7, holdS: 0 });
    assert.ok(rig.stop(1));
    assert.equal(gateway.lie, HONEST);
    const stranger = attackPlanSchema.parse({ ...lie, gateway: "ffffffffffffffff" });
    assert.throws(() => rig.start(2, stranger), { code: "WORLD_NO_GATEWAY" });
  });
});
