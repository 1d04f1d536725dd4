import assert from "node:assert/strict";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import type { Uplink } from "@lorats/api";
import { parseInstant, secondsBetween } from "@lorats/base";
import { attackPlanSchema, DEMO_SCENARIO, runWorld, type SdrFidelity } from "@lorats/world";
import { until } from "../../../base/test/until.ts";
import { startRunning } from "../../../server/test/support/running.ts";
import { readTruth, type Truth } from "./truth.ts";

const DOOR = "0a0000000000d003";
const DELAY_S = 8;
const FRAMES_TO_LEARN = 8;
const VICTIMS = 4;

interface Attacked {
  /** The door's frames before the attack, and those that the attacker delivered. */
  readonly before: readonly Uplink[];
  readonly victims: readonly Uplink[];
  /** Of all the other devices, all the time. */
  readonly others: readonly Uplink[];
  readonly truth: Truth;
}

/** The campus with a hasty door, a whole server, and the frame delay attack on the door once it has been learnt. */
async function attack(t: TestContext, sdrs: SdrFidelity): Promise<Attacked> {
  const running = await startRunning(t);
  const { client, server, tenantId } = running;
  const { secret } = await client.createApiKey({ tenantId, name: "world", scopes: ["*"] });
  const folder = path.join(running.folder, "world");
  const { host, port } = server.semtechUdp!;
  const world = await runWorld(
    {
      ...DEMO_SCENARIO,
      sdrs,
      devices: DEMO_SCENARIO.devices.map((device) =>
        device.devEui === DOOR ? { ...device, intervalS: 7, confirmed: false } : device,
      ),
    },
    {
      apiUrl: server.httpUrl,
      apiKey: secret,
      udpHost: host,
      udpPort: port,
      stationUri: undefined,
      folder,
      sdrs: undefined,
      sdrPort: undefined,
      sdrUdpPort: undefined,
      ltsKey: undefined,
      control: undefined,
    },
    () => {},
  );
  t.after(() => world.stop());
  const { items: applications } = await client.listApplications({});
  const { id } = applications.find(({ name }) => name === DEMO_SCENARIO.name)!;
  const policy = await client.getTrustPolicy({ id });
  await client.setTrustPolicy({ ...policy, id, framesToLearn: FRAMES_TO_LEARN });
  const fresh = async (): Promise<Uplink[]> => {
    const { items } = await client.listUplinks({ limit: 1000 });
    return items.filter(({ freshness }) => freshness === "fresh");
  };
  const ofDoor = async (): Promise<Uplink[]> =>
    (await fresh()).filter(({ devEui }) => devEui === DOOR);
  const before = await until(async () => {
    const items = await ofDoor();
    return items.length >= FRAMES_TO_LEARN + 6 ? items : undefined;
  }, 300_000);
  const plan = attackPlanSchema.parse({
    kind: "delay",
    targets: [DOOR],
    delayS: DELAY_S,
    // The SX1301 reports neither frame, and too few chirps are whole for the SDR to read the original.
    lagSymbols: 2,
    calibration: { kind: "paper" },
  });
  world.attacks.start("Van", plan);
  const newest = Math.max(...before.map(({ fCnt }) => fCnt));
  const victims = await until(async () => {
    const replayed = new Set(readTruth(folder).replaysOf(DOOR));
    const items = (await ofDoor()).filter(({ fCnt }) => fCnt > newest && replayed.has(fCnt));
    return items.length >= VICTIMS ? items : undefined;
  }, 240_000);
  const [attacked] = world.attacks.attacks;
  assert.ok(attacked!.counts.collided >= 2 && attacked!.counts.replayed >= 2);
  const others = (await fresh()).filter(({ devEui }) => devEui !== DOOR);
  return { before, victims, others, truth: readTruth(folder) };
}

/** How much later than it was sent a frame is said to have been sent, s. */
function latenessS({ devEui, fCnt, timing }: Uplink, truth: Truth): number {
  const said = parseInstant(timing!.time);
  const late = truth.onsetsOf(devEui, fCnt).map((onset) => secondsBetween(onset, said));
  return late.reduce((best, one) => (Math.abs(one) < Math.abs(best) ? one : best));
}

const isReplayed = ({ trust }: Uplink): boolean => trust?.verdict === "replayed";

describe(
  "the frame delay attack at frame level, through network and trust",
  { timeout: 1_200_000 },
  () => {
    it("is caught by the bias: frames come late, and their verdict is replayed with evidence", async (t) => {
      const { before, victims, others, truth } = await attack(t, "frames");
      const bySdr = before.filter(({ timing }) => timing?.source === "sdr");
      assert.ok(bySdr.length > before.length / 2);
      for (const uplink of bySdr) {
        const late = latenessS(uplink, truth);
        assert.ok(Math.abs(late) < 1e-5, `a genuine frame is timed ${late} s off`);
      }
      const late = victims.filter((uplink) => Math.abs(latenessS(uplink, truth) - DELAY_S) < 0.1);
      const caught = late.filter(isReplayed);
      t.diagnostic(
        `figure: ${late.length} of ${victims.length} came late, ${caught.length} judged replayed`,
      );
      assert.ok(caught.length >= 2, JSON.stringify(victims.map(({ trust }) => trust)));
      assert.ok(caught.length >= late.length / 2);
      for (const { trust } of caught) {
        const bias = trust!.evidence.find(({ test }) => test.startsWith("bias"));
        assert.ok(bias, JSON.stringify(trust));
      }
      assert.equal(before.filter(isReplayed).length + others.filter(isReplayed).length, 0);
    });

    it("does its damage unseen where nobody tracks the bias", async (t) => {
      const { victims, truth } = await attack(t, "off");
      const late = victims.filter((uplink) => Math.abs(latenessS(uplink, truth) - DELAY_S) < 0.5);
      t.diagnostic(`figure: ${late.length} of ${victims.length} are ${DELAY_S} s wrong and pass`);
      assert.ok(late.length >= 2);
      assert.equal(victims.filter(isReplayed).length, 0);
    });
  },
);
