import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { VirtualClock } from "@lorats/base";
import { DEMO_SCENARIO } from "../src/demo-scenario.ts";
import { World } from "../src/world.ts";

const KEY = "00112233445566778899aabbccddeeff";

describe("world", () => {
  it("lets somebody with the token attack the demo's campus while it runs", async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), "lorats-world-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const clock = new VirtualClock();
    const world = new World({
      scenario: DEMO_SCENARIO,
      clock,
      folder,
      rootKeys: new Map(DEMO_SCENARIO.devices.map(({ devEui }) => [devEui, { appKey: KEY }])),
      server: { host: "127.0.0.1", udpPort: 9 },
      sdrs: "off",
      control: { port: 0, token: "token" },
    });
    await world.start();
    const url = `http://127.0.0.1:${world.controlPort}/attacks`;
    const headers = { authorization: "Bearer token" };
    const door = "0a0000000000d003";
    const plan = { kind: "delay", targets: [door], delayS: 7, lagSymbols: 4 };
    const started = await fetch(url, {
      method: "POST",
      headers,
      body: JSON.stringify({ rig: "Van", plan }),
    });
    assert.equal(started.status, 201);
    clock.advance(60_000);
    const { items: attacks } = (await (await fetch(url, { headers })).json()) as {
      items: { counts: { collided: number; replayed: number } }[];
    };
    assert.ok(attacks[0]!.counts.collided >= 1 && attacks[0]!.counts.replayed >= 1);
    await world.stop();
    const lines = (name: string): Record<string, unknown>[] =>
      readFileSync(path.join(folder, name), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const senders = new Set(lines("truth.jsonl").map(({ sender }) => sender));
    for (const expected of [door, "attacker:Van", "attacker:Van/helper 1"]) {
      assert.ok(senders.has(expected), expected);
    }
    const victims = new Set(lines("truth-attacks.jsonl").flatMap(({ victim }) => victim ?? []));
    assert.deepEqual([...victims], [door]);
  });
});
