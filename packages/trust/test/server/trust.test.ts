import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, SeededRandom, VirtualClock } from "@lorats/base";
import { newEvent } from "@lorats/events";
import { MemoryTrustStore } from "@lorats/trust";
import { until } from "../../../base/test/until.ts";
import { encodeDevice } from "../../src/state/device-codec.ts";
import { at, House, learnt, type Of, orphan, probe, statusAnswer } from "../house.ts";
import { DEVICE, reception, START_S, timeAt, uplink } from "../support.ts";

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
    const { events } = await house.log.read({ types: ["alarm-signal"], limit: 100 });
    const alarm = (events as Of<"alarm-signal">[]).find(
      ({ body }) => body.code === "frames-replayed",
    );
    assert.deepEqual(alarm!.body.details, { deduplicationId: id });
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
    await until(async () => (await broken.store.positions()).frames !== undefined);
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
    await house.append(probe(s + 1, id));
    const answer = await house.frame(s + 600, 61, [{}]);
    await house.append(statusAnswer(s + 600, answer));
    const revised = (await house.assessments(id)).at(-1)!;
    assert.equal(revised.trust.verdict, "genuine");
    assert.match(revised.trust.explanation!, /probe was answered in the next frame/);
    await house.append(probe(s + 601, answer));
    await house.frame(s + 1200, 62, [{}]);
    const late = await house.frame(s + 1800, 63, [{}]);
    await house.append(statusAnswer(s + 1800, late));
    assert.equal((await house.assessments(answer)).at(-1)!.trust.verdict, "suspect");
    await house.trust.stop();
  });

  it("enrols a repaired device anew by a probe that it answers, and not whoever cannot answer one in time", async () => {
    const [repaired, attacked] = [new House(), new House()];
    for (const house of [repaired, attacked]) {
      await house.trust.start();
      const s = await learnt(house);
      let last = "";
      // Another crystal, or another radio: both stay where they are.
      const frame = async (i: number): Promise<string> => {
        last = await house.frame(s + 600 * i, 60 + i, [{ biasHz: -19_000 + (i % 3) }]);
        return (await house.assessments(last))[0]!.trust.verdict;
      };
      const asked = (): boolean | "rx2" =>
        house.trust.wantsProbe({ ...uplink(0, 0).body, deduplicationId: last });
      for (let i = 0; i < 8; i++) assert.notEqual(await frame(i), "genuine");
      assert.ok(asked(), "every frame is probed while the step stands");
      await house.append(probe(s + 600 * 7 + 1, last));
      if (house === attacked) {
        // What is replayed was sent before the request: the answer comes a frame too late.
        await frame(8);
        await frame(9);
        await house.append(statusAnswer(s + 600 * 9, last));
        assert.equal(await frame(10), "suspect");
        assert.ok(asked());
      } else {
        await frame(8);
        const suspected = last;
        await house.append(statusAnswer(s + 600 * 8, last));
        assert.equal((await house.trust.device(DEVICE)).track!.step, undefined);
        for (let i = 9; i < 40; i++) assert.notEqual(await frame(i), "suspect");
        assert.equal(await frame(40), "genuine");
        assert.ok(!asked(), "nothing stands that a probe could clear");
        assert.notEqual((await house.assessments(suspected)).at(-1)!.trust.verdict, "genuine");
      }
      await house.trust.stop();
      assert.deepEqual(house.failures, []);
    }
  });

  it("notices silence, and when it is over", async () => {
    const house = new House();
    await house.trust.start();
    const s = await learnt(house, 20);
    house.clock.advance(
      Number(BigInt(START_S) * 1000n) - Number(house.clock.now() / 1_000_000n) + 1000 * (s + 4000),
    );
    await until(async () => {
      house.clock.advance(61_000);
      return (await house.signals()).includes("device-silent raised");
    });
    await house.frame(s + 4100, 20, [{ biasHz: -21_000 }]);
    assert.ok((await house.signals()).includes("device-silent ended"));
    await house.trust.stop();
  });
});
