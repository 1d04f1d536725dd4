import assert from "node:assert/strict";
import { it } from "node:test";
import { RadioBench } from "../support/radio-bench.ts";

it("decides answers so much earlier as decisions took lately, but leaves applications the time they were promised", async () => {
  const bench = await RadioBench.open();
  const { radio } = await bench.addDevice();
  await bench.join(radio);
  let commitMs = 0;
  const append = bench.log.append.bind(bench.log);
  bench.log.append = (events) => {
    if (events.some(({ type }) => type === "downlink")) bench.clock.advance(commitMs);
    return append(events);
  };
  /** From the hand-over of an acknowledgement to the window, while a commit takes so long. */
  const marginMs = async (takesMs: number): Promise<number> => {
    commitMs = takesMs;
    const endMono = bench.clock.monotonic();
    await bench.hear(radio.uplink("aa", { confirmed: true }), { agoMs: 0 });
    await bench.run(3000);
    return 1000 - Number(bench.sender.handed.at(-1)!.atMono - endMono) / 1e6;
  };
  const usual = await marginMs(0);
  assert.equal(Math.abs((await marginMs(120)) - (usual - 120)) <= 10, true);
  assert.equal(Math.abs((await marginMs(120)) - usual) <= 10, true, "a slow disk is reckoned with");
  assert.equal((await marginMs(0)) - usual > 100, true);
  await bench.coarse(600_000);
  assert.equal(Math.abs((await marginMs(0)) - usual) <= 10, true, "and forgotten");
  await marginMs(2000);
  const promised = 1000 - 200 - 100;
  assert.equal((await marginMs(0)) <= promised, true);
});
