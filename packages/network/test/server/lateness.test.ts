import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { instantToGps } from "@lorats/base";
import { tmstContext } from "@lorats/backhaul";
import { RadioBench } from "../support/radio-bench.ts";

async function warmedUp(gateways: number): Promise<RadioBench> {
  const bench = await RadioBench.open({ gateways });
  const { radio } = await bench.addDevice();
  await bench.join(radio);
  // Frames that teach the server how each gateway's counter runs.
  for (let n = 0; n < 4; n++) {
    await bench.hear(radio.uplink("00"));
    await bench.run(300);
    await bench.sleep(12_000);
  }
  radios.set(bench, radio);
  return bench;
}

async function lastFreshness(bench: RadioBench): Promise<string> {
  const { freshness, unclear } = (await bench.logged("uplink")).at(-1)!.body;
  return unclear ? `${freshness}, unclear` : freshness;
}

const radios = new WeakMap<RadioBench, Awaited<ReturnType<RadioBench["addDevice"]>>["radio"]>();

describe("copies and frames that come late", () => {
  it("joins the copies within the window into one frame", async () => {
    const bench = await warmedUp(3);
    const frame = radios.get(bench)!.uplink("01");
    await bench.hear(frame, { from: [bench.gateways[0]!] });
    await bench.run(150);
    await bench.hear(frame, { from: bench.gateways.slice(1), agoMs: 170 });
    await bench.run(300);
    const last = (await bench.logged("uplink")).at(-1)!;
    assert.equal(last.body.receptions.length, 3);
    assert.equal(last.body.freshness, "fresh");
  });

  it("late backhaul: the same transmission through a slow gateway, by its counter", async () => {
    const bench = await warmedUp(2);
    const frame = radios.get(bench)!.uplink("01");
    await bench.hear(frame, { from: [bench.gateways[0]!], agoMs: 20 });
    await bench.run(3000);
    await bench.hear(frame, { from: [bench.gateways[1]!], agoMs: 3020 });
    await bench.run(300);
    const [fresh, late] = (await bench.logged("uplink")).slice(-2);
    assert.equal(fresh!.body.freshness, "fresh");
    assert.equal(late!.body.freshness, "late-backhaul");
    assert.equal(late!.body.deduplicationId, fresh!.body.deduplicationId);
    assert.equal(late!.body.receptions[0]!.gatewayId, bench.gateways[1]!.id);
  });

  it("late backhaul: by GPS time where the gateways have it", async () => {
    const bench = await warmedUp(2);
    const frame = radios.get(bench)!.uplink("01");
    const gpsNs = instantToGps(bench.clock.now());
    const heard = { times: { gpsNs }, context: tmstContext(0) };
    await bench.hear(frame, { from: [bench.gateways[0]!], ...heard });
    await bench.sleep(90_000);
    await bench.hear(frame, { from: [bench.gateways[1]!], ...heard });
    await bench.run(300);
    assert.equal((await bench.logged("uplink")).at(-1)!.body.freshness, "late-backhaul");
    const before = (await bench.logged("uplink")).length;
    await bench.hear(frame, { from: [bench.gateways[0]!], ...heard });
    await bench.run(300);
    assert.equal((await bench.logged("uplink")).length, before, "a repeat adds nothing");
    assert.equal(bench.server.counters.get("copies:repeated"), 1);
  });

  it("late radio: the same bytes on the air again", async () => {
    const bench = await warmedUp(2);
    const frame = radios.get(bench)!.uplink("01", { confirmed: true });
    await bench.hear(frame);
    await bench.run(3000);
    const answered = bench.sender.handed.length;
    await bench.hear(frame);
    await bench.run(3000);
    const [fresh, again] = (await bench.logged("uplink")).slice(-2);
    assert.equal(again!.body.freshness, "late-radio");
    assert.equal(again!.body.deduplicationId, fresh!.body.deduplicationId);
    assert.equal(again!.body.receptions.length, 2, "its copies belong together as well");
    assert.equal(
      bench.sender.handed.length,
      answered + 1,
      "a repeated confirmed frame is answered",
    );
    const radio = radios.get(bench)!;
    const acks = bench.sender.handed
      .slice(-2)
      .map(({ downlink }) => radio.hear(downlink.items[0]!.phyPayload));
    assert.deepEqual(
      acks.map(({ ack, fCnt }) => [ack, fCnt]),
      [
        [true, 0],
        [true, 1],
      ],
    );
  });

  it("late backhaul: over a road that is always slow, once that is known; before, it says that nobody can tell", async () => {
    const bench = await RadioBench.open({ gateways: 2 });
    const [fast, slow] = bench.gateways;
    const { radio } = await bench.addDevice();
    await bench.hear(radio.joinRequest(), { from: [fast!] });
    await bench.run(6000);
    radio.acceptJoin(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    const answered = bench.sender.handed.length;
    const told: (string | undefined)[] = [];
    for (let n = 0; n < 8; n++) {
      const frame = radio.uplink("01", { confirmed: true });
      await bench.hear(frame, { from: [fast!], agoMs: 20 });
      const underWayMs = 700 + (n % 3) * 10;
      await bench.run(underWayMs);
      await bench.hear(frame, { from: [slow!], agoMs: 20 + underWayMs });
      await bench.run(3000);
      told.push(await lastFreshness(bench));
      await bench.sleep(n * 7000);
    }
    const unclear = "late-radio, unclear";
    assert.deepEqual(told.slice(0, 3), [unclear, unclear, unclear]);
    assert.deepEqual([...new Set(told.slice(3))], ["late-backhaul"]);
    assert.equal(bench.sender.handed.length, answered + 8, "each frame is answered once");

    const later = radio.uplink("02");
    await bench.hear(later, { from: [fast!] });
    await bench.run(1400);
    await bench.hear(later, { from: [slow!], agoMs: 720 });
    await bench.run(300);
    assert.equal(await lastFreshness(bench), unclear, "somebody sent it 700 ms later");
  });

  it("late radio: sooner than a device repeats itself, at a gateway whose road is not slow", async () => {
    const bench = await warmedUp(2);
    const frame = radios.get(bench)!.uplink("01", { confirmed: true });
    await bench.hear(frame, { from: [bench.gateways[0]!] });
    await bench.run(700);
    await bench.hear(frame, { from: [bench.gateways[1]!] });
    await bench.run(300);
    assert.equal(await lastFreshness(bench), "late-radio");
  });

  it("late: an older frame that a gateway kept, without effects", async () => {
    const bench = await warmedUp(1);
    const radio = radios.get(bench)!;
    const kept = radio.uplink("c0ffee", { confirmed: true });
    const keptAt = instantToGps(bench.clock.now());
    await bench.sleep(30_000);
    await bench.hear(radio.uplink("02"));
    await bench.run(3000);
    const answered = bench.sender.handed.length;
    const times = { gpsNs: keptAt };
    await bench.hear(kept, { times });
    await bench.run(3000);
    const late = (await bench.logged("uplink")).at(-1)!;
    assert.equal(late.body.freshness, "late");
    assert.equal(Buffer.from(late.body.frmPayload, "base64").toString("hex"), "c0ffee");
    assert.equal(bench.sender.handed.length, answered, "nobody listens any more");
    await bench.sleep(1_000_000);
    await bench.hear(kept, { times });
    await bench.run(300);
    const [refusal] = (await bench.logged("refusal")).slice(-1);
    assert.equal(refusal!.body.code, "NS_FCNT_REPLAY");
    await bench.hear(radio.uplink("03"));
    await bench.run(300);
    const next = (await bench.logged("uplink")).at(-1)!;
    assert.deepEqual([next.body.freshness, next.body.fCnt], ["fresh", 6]);
  });

  it("an older frame that no gateway's time explains is refused", async () => {
    const bench = await warmedUp(1);
    const radio = radios.get(bench)!;
    const recorded = radio.uplink("c0");
    await bench.hear(radio.uplink("02"));
    await bench.run(300);
    await bench.hear(recorded);
    await bench.run(300);
    assert.equal((await bench.logged("refusal")).at(-1)!.body.code, "NS_FCNT_OLD");
  });
});
