import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { createClient, type LoratsClient, type Uplink } from "@lorats/api";
import { parseInstant, secondsBetween } from "@lorats/base";
import { DemoProcess, pause, type Screen } from "./demo-process.ts";

const DOOR = "0a0000000000d003";
const DELAY_S = 8;
const FRAMES_TO_LEARN = 8;

interface SentFrame {
  readonly sender: string;
  readonly onset: string;
  readonly phyPayload: string;
}

/** A client with the rights of the administrator who follows the sign-in link. */
async function signedIn(screen: Screen): Promise<LoratsClient> {
  const token = new URL(screen.signInUrl).hash.slice("#token=".length);
  const response = await fetch(`${screen.url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-lorats-client": "1" },
    body: JSON.stringify({ token }),
  });
  assert.equal(response.status, 204);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0]!)
    .join("; ");
  return createClient({
    baseUrl: screen.url,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set("cookie", cookie);
      return fetch(input, { ...init, headers });
    },
  });
}

/** Frames of one device, by counter: what really happened. */
function truthOf(
  folder: string,
  devEui: string,
): { originals: Map<number, string[]>; replayed: Set<number> } {
  const lines = readFileSync(path.join(folder, "world", "truth.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as SentFrame)
    .filter(({ phyPayload }) => ["40", "80"].includes(phyPayload.slice(0, 2)));
  const counter = ({ phyPayload }: SentFrame): number =>
    Number.parseInt(phyPayload.slice(14, 16) + phyPayload.slice(12, 14), 16);
  const own = lines.filter(({ sender }) => sender === devEui);
  const payloads = new Set(own.map(({ phyPayload }) => phyPayload));
  const replays = lines.filter(
    ({ sender, phyPayload }) => sender === "attacker:Van" && payloads.has(phyPayload),
  );
  const originals = new Map<number, string[]>();
  // A frame that was not acknowledged is sent again with its counter.
  for (const frame of own) {
    const n = counter(frame);
    originals.set(n, [...(originals.get(n) ?? []), frame.onset]);
  }
  return { originals, replayed: new Set(replays.map(counter)) };
}

async function uplinksOf(client: LoratsClient, devEui: string): Promise<Uplink[]> {
  const { items } = await client.listUplinks({ limit: 1000 });
  return items.filter((uplink) => uplink.devEui === devEui && uplink.freshness === "fresh");
}

async function until<T>(
  ask: () => Promise<T | undefined>,
  timeoutS: number,
  what: string,
): Promise<T> {
  const deadline = Date.now() + 1000 * timeoutS;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    assert.ok(Date.now() < deadline, `not within ${timeoutS} s: ${what}`);
    await pause(1000);
  }
}

/** How much later than it was sent a frame is said to have been sent, s: of its transmissions the nearest. */
function latenessS({ fCnt, timing }: Uplink, originals: ReadonlyMap<number, string[]>): number {
  const said = parseInstant(timing!.time);
  const late = originals.get(fCnt)!.map((onset) => secondsBetween(parseInstant(onset), said));
  return late.reduce((best, one) => (Math.abs(one) < Math.abs(best) ? one : best));
}

interface Attacked {
  readonly client: LoratsClient;
  readonly folder: string;
  readonly victims: Uplink[];
  readonly originals: ReadonlyMap<number, string[]>;
}

/** Runs the demonstration, lets the server learn, and delays the door's frames until some were replayed. */
async function attack(
  t: TestContext,
  sdr: boolean,
  enough: (victims: Uplink[]) => boolean,
): Promise<Attacked> {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-attack-"));
  const demo = new DemoProcess(folder, { LORATS_DEMO_SDR: sdr ? "iq" : "off" });
  t.after(async () => {
    await demo.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const client = await signedIn(await demo.ready(60_000));
  const application = await until(
    async () => (await client.listApplications({})).items.find(({ name }) => name === "campus"),
    60,
    "the world made its application",
  );
  const policy = await client.getTrustPolicy({ id: application.id });
  await client.setTrustPolicy({ ...policy, id: application.id, framesToLearn: FRAMES_TO_LEARN });
  await until(
    async () => ((await uplinksOf(client, DOOR)).length >= FRAMES_TO_LEARN + 4 ? true : undefined),
    420,
    "the door was learnt",
  );
  const before = await uplinksOf(client, DOOR);
  const { originals } = truthOf(folder, DOOR);
  for (const uplink of before) {
    const late = latenessS(uplink, originals);
    assert.ok(Math.abs(late) < 0.01, `a genuine frame is timed ${late} s off`);
    assert.notEqual(uplink.trust?.verdict, "replayed");
  }
  await client.startDemoAttack({
    rig: "Van",
    plan: {
      kind: "delay",
      targets: [DOOR],
      delayS: DELAY_S,
      // The campus's SX1301 is silent until the eighth symbol (packages/world/src/air/collision.ts); at five an SDR finds the chirps before it.
      lagSymbols: 5,
      calibration: { kind: "paper" },
    },
  });
  const newest = Math.max(...before.map(({ fCnt }) => fCnt));
  const victims = await until(
    async () => {
      const { replayed } = truthOf(folder, DOOR);
      const after = (await uplinksOf(client, DOOR)).filter(
        ({ fCnt }) => fCnt > newest && replayed.has(fCnt),
      );
      return enough(after) ? after : undefined;
    },
    420,
    "frames were replayed",
  );
  const { items } = await client.listDemoAttacks();
  assert.ok(items[0]!.counts.collided >= 2 && items[0]!.counts.replayed >= 2);
  assert.equal(items[0]!.steps[0]!.devEui, DOOR);
  return { client, folder, victims, originals: truthOf(folder, DOOR).originals };
}

/** Frames that came late, and whose time is wrong by the attacker's delay. */
function delayed({ victims, originals }: Attacked): Uplink[] {
  return victims.filter((uplink) => {
    const late = latenessS(uplink, originals);
    return Math.abs(late - DELAY_S) < 0.5;
  });
}

describe(
  "the frame delay attack through gateway, network and trust",
  { timeout: 1_800_000 },
  () => {
    it("succeeds without an SDR: the time is wrong by the delay and no verdict says replayed", async (t) => {
      const attacked = await attack(t, false, (victims) => victims.length >= 3);
      const wrong = delayed(attacked);
      assert.ok(wrong.length >= 2, `${wrong.length} of ${attacked.victims.length}`);
      for (const { trust } of wrong) assert.notEqual(trust?.verdict, "replayed");
      t.diagnostic(
        `figure: ${wrong.length} of ${attacked.victims.length} frames are ${DELAY_S} s wrong and pass`,
      );
    });

    it("is caught with an SDR beside the gateway: replayed, with the bias as evidence, and dated by what was hidden", async (t) => {
      const isCaught = ({ trust }: Uplink): boolean => trust?.verdict === "replayed";
      const isDated = ({ timing }: Uplink): boolean => timing!.deliveredAt !== undefined;
      const attacked = await attack(t, true, (victims) => {
        const caught = victims.filter(isCaught);
        return caught.length >= 2 && caught.some(isDated);
      });
      const caught = attacked.victims.filter(isCaught);
      for (const { trust } of caught) {
        assert.ok(
          trust!.evidence.some(({ test }) => test.startsWith("bias")),
          JSON.stringify(trust),
        );
      }
      // Where the hidden frame was heard as an orphan, its time is the true one after all.
      const dated = caught.filter(isDated);
      for (const uplink of dated) {
        const late = latenessS(uplink, attacked.originals);
        assert.ok(Math.abs(late) < 0.05, `dated by its orphan, ${late} s off`);
        const { time, deliveredAt } = uplink.timing!;
        const held = secondsBetween(parseInstant(time), parseInstant(deliveredAt!));
        assert.ok(Math.abs(held - DELAY_S) < 0.1, `held back for ${held} s`);
      }
      t.diagnostic(
        `figure: ${caught.length} of ${attacked.victims.length} judged replayed, ${dated.length} dated by their orphan`,
      );
      const { items } = await attacked.client.listUplinks({ limit: 1000 });
      const others = items.filter(({ devEui }) => devEui !== DOOR);
      assert.ok(others.every((uplink) => !isCaught(uplink)));
    });
  },
);
