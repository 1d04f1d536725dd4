import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, MemoryKeyStore, SeededRandom, softwareAes, VirtualClock } from "@lorats/base";
import {
  type Cursor,
  MemoryEventLog,
  newEvent,
  type NewEvent,
  type StoredEvent,
  type Uplink,
} from "@lorats/events";
import { MemoryTrustSettings, MemoryTrustStore, Trust } from "@lorats/trust";
import { encodeDevice } from "../../src/state/device-codec.ts";
import {
  DEVICE,
  gatewayId,
  type Heard,
  reception,
  START_S,
  TENANT,
  timeAt,
  uplink,
} from "../support.ts";

type Of<T extends StoredEvent["type"]> = Extract<StoredEvent, { type: T }>;

/** Trust over a log, as the network drives it. */
class House {
  readonly log: MemoryEventLog;
  readonly store: MemoryTrustStore;
  readonly clock: VirtualClock;
  readonly trust: Trust;
  readonly failures: unknown[] = [];

  constructor(
    log = new MemoryEventLog(),
    store = new MemoryTrustStore(),
    clock = new VirtualClock(),
  ) {
    this.log = log;
    this.store = store;
    this.clock = clock;
    this.trust = new Trust({
      log,
      store,
      settings: new MemoryTrustSettings(),
      keys: new MemoryKeyStore(),
      aes: softwareAes,
      clock,
      failed: (error) => this.failures.push(error),
    });
  }

  /** One frame, decided as the network does it. */
  async frame(
    s: number,
    fCnt: number,
    heard: readonly Heard[],
    more: Partial<Uplink> = {},
  ): Promise<string> {
    const receptions = heard.map((one) => reception(s, one));
    const gateways = receptions.map((body) =>
      newEvent(
        "reception",
        { tenantId: TENANT, key: body.gatewayId, time: BigInt(START_S) * 1_000_000_000n },
        body,
      ),
    );
    const positions = await this.log.append(gateways);
    const event = uplink(s, fCnt, {
      receptions: receptions.map((one, i) => ({
        position: positions[i]!,
        gatewayId: one.gatewayId,
        gatewayEui: one.gatewayEui,
        rssiDbm: one.rssiDbm,
      })),
      ...more,
    });
    await this.trust.prepare([event.body.deviceId]);
    const [position] = await this.log.append([event, ...this.trust.assess(event, receptions)]);
    this.trust.settled(event, position!);
    return event.body.deduplicationId;
  }

  async assessments(deduplicationId: string): Promise<Of<"assessment">["body"][]> {
    const { events } = await this.log.read({ types: ["assessment"], limit: 10_000 });
    return (events as Of<"assessment">[])
      .map(({ body }) => body)
      .filter((body) => body.deduplicationId === deduplicationId);
  }

  async signals(): Promise<string[]> {
    const { events } = await this.log.read({ types: ["alarm-signal"], limit: 10_000 });
    return (events as Of<"alarm-signal">[]).map(({ body }) => `${body.code} ${body.state}`);
  }

  /** The follower has taken what the log has, and nothing more comes of it. */
  async settled(): Promise<void> {
    let head: Cursor | undefined;
    for (let quiet = 0; quiet < 5; quiet++) {
      await new Promise((resolve) => setTimeout(resolve, 4));
      const now = await this.log.head();
      if (now !== head) quiet = 0;
      head = now;
    }
  }

  async append(event: NewEvent): Promise<Cursor> {
    const [position] = await this.log.append([event]);
    await this.settled();
    return position!;
  }
}

async function learnt(house: House, frames = 60): Promise<number> {
  const random = new SeededRandom(3);
  for (let i = 0; i < frames; i++) {
    await house.frame(600 * i, i, [{ biasHz: -21_000 + 12 * gaussian(random) }]);
  }
  return 600 * frames;
}

function at(s: number): { tenantId: typeof TENANT; key: string; time: bigint } {
  return { tenantId: TENANT, key: DEVICE, time: BigInt(START_S + Math.round(s)) * 1_000_000_000n };
}

function orphan(s: number, biasHz: number): NewEvent<"sighting"> {
  return newEvent(
    "sighting",
    { ...at(s), key: gatewayId(1) },
    {
      gatewayId: gatewayId(1),
      gatewayEui: "0000000000000001" as Of<"sighting">["body"]["gatewayEui"],
      kind: "orphan",
      authentication: "hmac",
      arrivedAt: timeAt(s + 1),
      arrivedSdNs: 1e6,
      freqHz: 868_100_000,
      sf: 7,
      bwHz: 125_000,
      lts: { onset: timeAt(s), onsetSdNs: 300, biasHz, biasSdHz: 6 },
    },
  );
}

describe("trust over a log", () => {
  it("recovers the true time of a replayed frame by its orphan, however perfect the replayer", async () => {
    const house = new House();
    await house.trust.start();
    const s = await learnt(house);
    await house.append(orphan(s, -21_003));
    const id = await house.frame(s + 90, 60, [{ biasHz: -21_001 }]);
    const [{ timing, trust }] = (await house.assessments(id)) as [Of<"assessment">["body"]];
    assert.equal(trust.verdict, "replayed");
    assert.match(trust.explanation!, /preamble was heard 90 s before it was delivered/);
    assert.ok(Math.abs(Date.parse(timing.time) - Date.parse(timeAt(s))) <= 1);
    assert.ok(Math.abs(Date.parse(timing.deliveredAt!) - Date.parse(timeAt(s + 90))) <= 1);
    assert.ok((await house.signals()).includes("frames-replayed raised"));
    await house.trust.stop();
    assert.deepEqual(house.failures, []);
  });

  it("publishes a revision when the orphan arrives after the frame, and unlearns it", async () => {
    const house = new House();
    await house.trust.start();
    const s = await learnt(house);
    const before = (await house.trust.device(DEVICE)).track!.frames;
    const id = await house.frame(s + 90, 60, [{ biasHz: -21_001 }]);
    assert.equal((await house.assessments(id))[0]!.trust.verdict, "genuine");
    await house.append(orphan(s, -21_003));
    const revisions = await house.assessments(id);
    assert.deepEqual(
      revisions.map(({ revision, trust }) => `${revision} ${trust.verdict}`),
      ["0 genuine", "1 replayed"],
    );
    assert.equal((await house.trust.device(DEVICE)).track!.frames, before);
    await house.trust.stop();
  });

  it("goes on after an end without notice exactly where it was, from rows and log", async () => {
    const [whole, broken] = [new House(), new House()];
    await whole.trust.start();
    await broken.trust.start();
    await learnt(whole, 40);
    await learnt(broken, 30);
    // Half of it is written, the rest is in the log only: no stop().
    broken.clock.advance(2500);
    await broken.settled();
    const random = new SeededRandom(3);
    const drawn = Array.from({ length: 40 }, () => -21_000 + 12 * gaussian(random));
    for (let i = 30; i < 40; i++) await broken.frame(600 * i, i, [{ biasHz: drawn[i]! }]);
    const again = new House(broken.log, broken.store, new VirtualClock());
    await again.trust.start();
    const [one, other] = await Promise.all([
      whole.trust.device(DEVICE),
      again.trust.device(DEVICE),
    ]);
    assert.deepEqual([...encodeDevice(other)], [...encodeDevice(one)]);
    const forgetful = new House(broken.log, new MemoryTrustStore(), new VirtualClock());
    await forgetful.trust.start();
    assert.deepEqual(
      [...encodeDevice(await forgetful.trust.device(DEVICE))],
      [...encodeDevice(one)],
    );
    for (const house of [whole, again, forgetful, broken]) await house.trust.stop();
  });

  it("forgets what it judged when the log did not take it", async () => {
    const house = new House();
    await house.trust.start();
    const s = await learnt(house, 30);
    const before = encodeDevice(await house.trust.device(DEVICE));
    const receptions = [reception(s, { biasHz: -21_000 })];
    house.trust.assess(uplink(s, 30), receptions);
    house.trust.abandoned();
    assert.deepEqual([...encodeDevice(await house.trust.device(DEVICE))], [...before]);
    await house.trust.stop();
  });

  it("takes a person's word: a false alarm is revised, and the track goes on from there", async () => {
    const house = new House();
    await house.trust.start();
    const s = await learnt(house);
    let id = "";
    for (let i = 0; i < 8; i++) id = await house.frame(s + 600 * i, 60 + i, [{ biasHz: -19_000 }]);
    assert.equal((await house.assessments(id)).at(-1)!.trust.verdict, "suspect");
    const label = {
      label: "false-alarm",
      deviceId: DEVICE,
      deduplicationId: id,
      actor: "user:1",
    } as const;
    await house.append(newEvent("trust-label", at(s), label));
    assert.equal((await house.assessments(id)).at(-1)!.trust.verdict, "genuine");
    const next = await house.frame(s + 6000, 70, [{ biasHz: -19_003 }]);
    assert.notEqual((await house.assessments(next))[0]!.trust.verdict, "suspect");
    await house.trust.stop();
  });

  it("clears a frame by a probe that was answered in the next one, and not by a later answer", async () => {
    const house = new House();
    await house.trust.start();
    const s = await learnt(house);
    const id = await house.frame(s, 60, [{}]);
    assert.equal((await house.assessments(id))[0]!.trust.verdict, "unverified");
    const probe = {
      downlinkId: "0197f000-0000-7000-8000-0000000000d1",
      purpose: "mac",
      deviceId: DEVICE,
      applicationId: uplink(0, 0).body.applicationId,
      devEui: uplink(0, 0).body.devEui,
      gatewayId: gatewayId(1),
      gatewayEui: "0000000000000001" as Of<"downlink">["body"]["gatewayEui"],
      window: "rx2",
      confirmed: false,
      inReplyTo: id,
      macCommands: "BQAAAAAG",
      phyPayload: "",
      freqHz: 869_525_000,
      modulation: { kind: "lora", sf: 9, bwHz: 125_000 },
      powerDbm: 27,
      timing: { kind: "immediate" },
    } as const;
    await house.append(newEvent("downlink", at(s + 1), probe));
    const answer = await house.frame(s + 600, 61, [{}]);
    const status = {
      deduplicationId: answer,
      deviceId: DEVICE,
      applicationId: probe.applicationId,
      devEui: probe.devEui,
      battery: 200,
      marginDb: 12,
    };
    await house.append(newEvent("device-status", at(s + 600), status));
    const revised = (await house.assessments(id)).at(-1)!;
    assert.equal(revised.trust.verdict, "genuine");
    assert.match(revised.trust.explanation!, /probe was answered in the next frame/);
    await house.append(newEvent("downlink", at(s + 601), { ...probe, inReplyTo: answer }));
    await house.frame(s + 1200, 62, [{}]);
    const late = await house.frame(s + 1800, 63, [{}]);
    await house.append(
      newEvent("device-status", at(s + 1800), { ...status, deduplicationId: late }),
    );
    assert.equal((await house.assessments(answer)).at(-1)!.trust.verdict, "suspect");
    await house.trust.stop();
  });

  it("notices silence, and when it is over", async () => {
    const house = new House();
    await house.trust.start();
    const s = await learnt(house, 20);
    const join = {
      deviceId: DEVICE,
      joinEui: uplink(0, 0).body.devEui,
    } as unknown as Of<"join">["body"];
    // The log checks bodies; only what trust reads matters here, so the fold is fed through a label instead.
    assert.ok(join);
    house.clock.advance(
      Number(BigInt(START_S) * 1000n) - Number(house.clock.now() / 1_000_000n) + 1000 * (s + 4000),
    );
    await house.settled();
    house.clock.advance(61_000);
    await house.settled();
    assert.ok((await house.signals()).includes("device-silent raised"));
    await house.frame(s + 4100, 20, [{ biasHz: -21_000 }]);
    assert.ok((await house.signals()).includes("device-silent ended"));
    await house.trust.stop();
  });
});
