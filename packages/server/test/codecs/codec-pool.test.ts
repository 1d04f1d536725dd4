import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import type { CodecCall } from "@lorats/platform";
import { CodecPool } from "../../src/codecs/codec-pool.ts";

const GOOD = "function decodeUplink(i) { return { data: { a: i.bytes[0] } }; }";
/** A single step of the engine that takes for ever, so that no count stops it. */
const HANGS = `function decodeUplink(i) {
  if (i.bytes[0] === 7) Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);
  return { data: { a: i.bytes[0] } };
}`;

const call = (first: number): CodecCall => ({
  op: "decode",
  bytes: [first],
  fPort: 1,
  now: 0,
  seed: 0,
});

function pool(t: TestContext, hangMs?: number): CodecPool {
  const made = new CodecPool({ threads: 1, ...(hangMs !== undefined && { hangMs }) });
  t.after(() => made.stop());
  return made;
}

const first = (answer: { ok: boolean }): unknown =>
  answer.ok
    ? (answer as unknown as { value: { data: { a: unknown } } }).value.data.a
    : (answer as unknown as { code: string }).code;

it("answers every call at its place, however many there are", async (t) => {
  const many = Array.from({ length: 120 }, (_, i) => call(i));
  const answers = await pool(t).run(GOOD, many);
  assert.deepEqual(
    answers.map(first),
    many.map((_, i) => i),
  );
});

it("gives up the call that hangs, and no other", async (t) => {
  const made = pool(t, 1_000);
  const hanging = made.run(HANGS, [call(1), call(7), call(2)]);
  const others = made.run(GOOD, [call(5)]);
  assert.deepEqual((await hanging).map(first), [1, "CODEC_TIME", 2]);
  assert.deepEqual((await others).map(first), [5]);
});

it("refuses what comes or waits when it stops", async (t) => {
  const made = pool(t);
  const waiting = made.run(GOOD, [call(1)]);
  const refused = assert.rejects(waiting, { code: "CODEC_UNAVAILABLE" });
  await made.stop();
  await refused;
  await assert.rejects(made.run(GOOD, [call(1)]), { code: "CODEC_UNAVAILABLE" });
});
