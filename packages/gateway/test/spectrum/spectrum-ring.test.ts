import assert from "node:assert/strict";
import { test } from "node:test";
import { SpectrumRing } from "../../src/spectrum/spectrum-ring.ts";

const BAND = { centreHz: 867_800_000, spanHz: 2_400_000, rowS: 0.1 };
const row = (n: number) => ({ firstSample: n, samples: 1, levels: Uint8Array.of(n, n + 1) });

void test("pages follow each other without a gap or an overlap", () => {
  const ring = new SpectrumRing(100);
  for (let n = 0; n < 50; n++) ring.add(row(n), BigInt(n) * 100_000_000n, BAND);
  const seen: number[] = [];
  for (let from = 1; ;) {
    const page = ring.page(from, 20);
    if (!page) break;
    assert.equal(page.bins, 2);
    assert.equal(
      page.rows[0]!.at.slice(0, 19),
      `1970-01-01T00:00:0${Math.floor(seen.length / 10)}`,
    );
    for (const { levels } of page.rows) seen.push(Buffer.from(levels, "base64")[0]!);
    from = page.next;
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 50 }, (_, n) => n),
  );
});

void test("the oldest rows go, and a retuned receiver begins a page of its own", () => {
  const ring = new SpectrumRing(10);
  for (let n = 0; n < 30; n++) ring.add(row(n), 0n, n < 25 ? BAND : { ...BAND, centreHz: 1 });
  const page = ring.page(0, 100)!;
  assert.ok(page.rows.length <= 12 && page.rows[0]!.seq >= 18);
  assert.equal(page.next, 26);
  assert.equal(ring.page(page.next, 100)!.centreHz, 1);
  assert.equal(ring.page(ring.next, 100), null);
});
