import assert from "node:assert/strict";
import { test } from "node:test";
import { packIq } from "../../src/snippets/snippet.ts";
import { SnippetStore } from "../../src/snippets/snippet-store.ts";

function held(onsetSample: number, channel: number, bytes: number, sf = 7) {
  const iq = new Int8Array(bytes);
  const place = { sampleRateHz: 250_000, centreHz: 868_100_000, fromSample: onsetSample - 100 };
  return { channel, sf, reach: 500, snippet: { ...place, onsetSample, iq, scale: 1 } };
}

void test("the oldest goes when the budget is full", () => {
  const store = new SnippetStore(1000);
  for (let n = 0; n < 10; n++) store.add(held(10_000 * n, 0, 300));
  assert.ok(store.bytes <= 1000);
  assert.equal(store.find({ channel: 0, sf: 7, onsetSample: 60_000 }), null);
  assert.equal(store.find({ channel: 0, sf: 7, onsetSample: 90_000 })!.onsetSample, 90_000);
  store.add(held(1, 0, 2000));
  assert.equal(store.bytes, 0, "what is larger than everything is not kept");
});

void test("the nearest on the same channel and spreading factor, or none", () => {
  const store = new SnippetStore(10_000);
  store.add(held(1000, 0, 10));
  store.add(held(1300, 0, 10));
  store.add(held(1200, 1, 10));
  assert.equal(store.find({ channel: 0, sf: 7, onsetSample: 1190 })!.onsetSample, 1300);
  assert.equal(store.find({ channel: 0, sf: 8, onsetSample: 1190 }), null);
  assert.equal(store.find({ channel: 0, sf: 7, onsetSample: 3000 }), null);
});

void test("eight bits lose no more than half a step of the largest value", () => {
  const iq = Float32Array.from({ length: 200 }, (_, i) => 0.003 * Math.sin(i));
  const { iq: packed, scale } = packIq(iq);
  const worst = iq.reduce((most, v, i) => Math.max(most, Math.abs(v - packed[i]! * scale)), 0);
  assert.ok(worst <= 0.51 * scale);
  assert.equal(Math.max(...packed.map(Math.abs)), 127);
});
