import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Attack } from "@lorats/api";
import { AttackDesk } from "../../src/attack/attack-desk.ts";
import { AttackRig, type AttackStep } from "../../src/attack/attack-rig.ts";
import { ControlServer } from "../../src/attack/control-server.ts";
import { at, radioBench, uplink, type RadioBench } from "../support/radio-bench.ts";

const TOKEN = "a-token-of-this-test";

interface Reply {
  readonly status: number;
  readonly body: { [key: string]: unknown; error?: string };
}
type Ask = (method: string, path: string, body?: unknown, token?: string) => Promise<Reply>;

async function setUp(t: TestContext): Promise<{ bench: RadioBench; ask: Ask }> {
  const bench = radioBench();
  const desk = new AttackDesk(bench.clock);
  const radio = { place: at(50), oscillator: () => 0, stepHz: 0 };
  const rig = new AttackRig(
    {
      name: "the van",
      eavesdropper: { ...radio, place: at(400) },
      collider: { ...radio, collisionDbm: 2, replayDbm: 2, reactionMs: 2 },
    },
    {
      ...bench,
      truth: { write: () => {} },
      onStep: (id: number, step: AttackStep) => desk.note(id, step),
    },
  );
  const here = { latitudeDeg: 1, longitudeDeg: 2 };
  desk.add(rig, { name: "the van", eavesdropper: here, collider: here, helpers: [] });
  const server = new ControlServer(desk, TOKEN);
  const port = await server.listen(0);
  t.after(() => server.close());
  const ask: Ask = async (method, path, body, token = TOKEN) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text || "{}") as Reply["body"] };
  };
  return { bench, ask };
}

describe("attack control", () => {
  it("starts an attack that works, shows it, and stops it", async (t) => {
    const { bench, ask } = await setUp(t);
    const plan = { kind: "delay", delayS: 4 };
    const started = await ask("POST", "/attacks", { rig: "the van", plan });
    assert.deepEqual([started.status, started.body["id"]], [201, "1"]);
    uplink(bench, "device", at(100));
    bench.clock.advance(10_000);
    assert.deepEqual(
      bench.gateway.heard.map(({ transmission }) => transmission.startNs),
      [4_000_000_000n],
    );
    const shown = await ask("GET", "/attacks");
    const [attack] = shown.body["items"] as [Attack];
    assert.deepEqual(attack.counts, { collided: 1, recorded: 1, replayed: 1 });
    assert.deepEqual(
      attack.steps.map(({ event, delayS }) => [event, delayS]),
      [
        ["replay", 4],
        ["recorded", undefined],
        ["collision", undefined],
      ],
    );
    assert.equal((await ask("DELETE", "/attacks/1")).status, 204);
    assert.equal((await ask("DELETE", "/attacks/1")).status, 404);
    const [stopped] = (await ask("GET", "/attacks")).body["items"] as [Attack];
    assert.ok(stopped.stoppedAt);
  });

  it("obeys nobody without the token", async (t) => {
    const { ask } = await setUp(t);
    for (const token of ["", "wrong", `${TOKEN}x`]) {
      assert.equal((await ask("GET", "/attacks", undefined, token)).status, 401);
      const plan = { kind: "jam" };
      assert.equal((await ask("POST", "/attacks", { rig: "the van", plan }, token)).status, 401);
    }
    assert.deepEqual((await ask("GET", "/attacks")).body["items"], []);
  });

  it("says what is wrong with a plan", async (t) => {
    const { ask } = await setUp(t);
    const cases: [unknown, number, RegExp][] = [
      [{ rig: "the van", plan: { kind: "magic" } }, 400, /plan\.kind/],
      [{ rig: "the van", plan: { kind: "delay", delayS: -1 } }, 400, /plan\.delayS/],
      [{ rig: "nobody", plan: { kind: "jam" } }, 404, /nobody/],
      ["{", 400, /JSON/],
    ];
    for (const [body, status, error] of cases) {
      const reply = await ask("POST", "/attacks", body);
      assert.equal(reply.status, status);
      assert.match(reply.body.error!, error);
    }
    assert.equal((await ask("POST", "/attacks", "x".repeat(100_000))).status, 400);
    assert.equal((await ask("GET", "/elsewhere")).status, 404);
  });
});
