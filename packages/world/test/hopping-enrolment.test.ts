import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import type { LoratsClient } from "@lorats/api";
import { toHex } from "@lorats/base";
import { revealKey } from "@lorats/lorawan";
import { scheduleKeyOfX25519 } from "../../trust/src/schedule/key-agreement.ts";
import { DEMO_SCENARIO } from "../src/demo-scenario.ts";
import { agreeOnSchedules, enrolSession, hoppingDevices } from "../src/hopping-enrolment.ts";
import { scenarioSchema, type Scenario } from "../src/scenario.ts";

const [first, ...others] = DEMO_SCENARIO.devices;

function scenario(maxSlices: number): Scenario {
  const hopping = { sliceMs: 1000, minSlices: 15, maxSlices, agreement: "x25519" as const };
  return scenarioSchema.parse({ ...DEMO_SCENARIO, devices: [{ ...first, hopping }, ...others] });
}

type Enrolled = Awaited<ReturnType<LoratsClient["enrolHopping"]>>;

/** The server's side of the agreement as the server itself computes it. */
class Enrolling {
  readonly keys: string[] = [];
  known: Enrolled = { enabled: false };

  get client(): LoratsClient {
    return {
      listDevices: async () => ({ items: [{ id: "id", devEui: first!.devEui }] }),
      getHopping: async () => this.known,
      enrolHopping: async ({ devicePublicKey, id: _id, ...plan }: Record<string, unknown>) => {
        const { key, serverPublicKey } = scheduleKeyOfX25519(String(devicePublicKey));
        this.keys.push(toHex(key));
        this.known = { enabled: true, ...plan, agreement: "x25519", serverPublicKey };
        return this.known;
      },
    } as unknown as LoratsClient;
  }
}

describe("secret schedules by X25519", () => {
  it("device and server come to the same key, and keep it over a restart", async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), "lorats-hopping-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const server = new Enrolling();
    const keyOf = async (world: Scenario): Promise<string> => {
      const keys = await agreeOnSchedules(server.client, world, folder);
      assert.equal(keys.size, 1);
      return toHex(revealKey(keys.get(first!.devEui)!));
    };
    const agreed = await keyOf(scenario(60));
    assert.deepEqual(server.keys, [agreed]);
    assert.equal(await keyOf(scenario(60)), agreed);
    assert.equal(server.keys.length, 1, "what both know is kept");
    const file = readFileSync(path.join(folder, "hopping-agreements.json"), "utf8");
    assert.ok(!file.includes(agreed), "the key itself is not written down");

    const changed = await keyOf(scenario(90));
    assert.deepEqual(server.keys.slice(1), [changed]);
    server.known = { enabled: false };
    await keyOf(scenario(90));
    assert.equal(server.keys.length, 3, "a server that forgot is asked again");
  });

  it("asks nothing of the server when no device hops", async () => {
    const server = new Enrolling();
    assert.equal((await agreeOnSchedules(server.client, DEMO_SCENARIO, "/nowhere")).size, 0);
  });
});

describe("secret schedules of a session", () => {
  it("are enrolled by their plan alone: both sides derive the key", async () => {
    const hopping = {
      sliceMs: 1000,
      minSlices: 15,
      maxSlices: 60,
      agreement: "session-key" as const,
    };
    const world = scenarioSchema.parse({
      ...DEMO_SCENARIO,
      devices: [{ ...first, hopping }, ...others],
    });
    const [device, ...none] = hoppingDevices(world, "session-key");
    assert.deepEqual(none, []);
    const asked: unknown[] = [];
    const client = {
      listDevices: async () => ({ items: [{ id: "id", devEui: first!.devEui }] }),
      enrolHopping: async (request: unknown) => void asked.push(request),
    } as unknown as LoratsClient;
    await enrolSession(client, device!);
    assert.deepEqual(asked, [{ id: "id", sliceMs: 1000, minSlices: 15, maxSlices: 60 }]);
  });
});
