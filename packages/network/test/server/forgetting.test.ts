import assert from "node:assert/strict";
import { it } from "node:test";
import { RadioBench } from "../support/radio-bench.ts";

it("a deleted device leaves no session keys behind", async () => {
  const bench = await RadioBench.open();
  const [gone, stays] = [await bench.addDevice(), await bench.addDevice()];
  for (const { radio } of [gone, stays]) await bench.join(radio);
  const ids = [gone, stays].map(({ device }) => device.id);
  const states = await bench.server.states(ids);
  const [theirs, others] = ids.map((id) => {
    const { session, pending } = states.get(id)!;
    return [session, pending].flatMap((one) => (one ? Object.values(one.keys) : []));
  });
  assert.ok((await bench.keys.get(theirs!)).size > 0, "a joined device has keys");
  await bench.server.forget([gone.device.id]);
  assert.equal((await bench.keys.get(theirs!)).size, 0);
  assert.equal((await bench.keys.get(others!)).size, new Set(others).size);
});
