import assert from "node:assert/strict";
import { it } from "node:test";
import { fromHex, toHex } from "@lorats/base";
import fc from "fast-check";
import { decodeElapsed, encodeElapsed, recordTimes } from "../../src/time/elapsed-time.ts";
import vectors from "../../../../examples/device/vectors.json" with { type: "json" };

const payload = fc.record(
  {
    unitS: fc.constantFrom(1, 1 / 64),
    records: fc.array(
      fc.record({ units: fc.nat(0xffff_ffff), data: fc.uint8Array({ maxLength: 20 }) }),
      { maxLength: 6 },
    ),
    tick: fc.oneof(
      fc.record({ bits: fc.constant(16 as const), count: fc.nat(0xffff) }),
      fc.record({ bits: fc.constant(24 as const), count: fc.nat(0xff_ffff) }),
    ),
    slot: fc.nat(0xffff),
  },
  { requiredKeys: ["unitS", "records"] },
);

it("what is written is read", () => {
  fc.assert(
    fc.property(payload, ({ unitS, records, tick, slot }) => {
      const written = {
        unitS,
        records: records.map(({ units, data }) => ({ elapsedS: units * unitS, data })),
        ...(tick && { tick: { count: tick.count, bits: tick.bits } }),
        ...(slot !== undefined && { slot }),
      };
      const read = decodeElapsed(encodeElapsed(written))!;
      assert.deepEqual(
        {
          ...read,
          records: read.records.map(({ elapsedS, data }) => ({ elapsedS, data: [...data] })),
        },
        {
          ...written,
          records: written.records.map(({ elapsedS, data }) => ({ elapsedS, data: [...data] })),
        },
      );
    }),
  );
});

it("no bytes crash the reader, and what it reads writes to a payload that says the same", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const read = decodeElapsed(bytes);
      if (!read) return;
      assert.deepEqual(decodeElapsed(encodeElapsed(read)), read);
    }),
  );
});

it("reads the published vectors", () => {
  for (const { hex, records, unitS, tick, slot } of vectors.elapsed) {
    const read = decodeElapsed(fromHex(hex))!;
    assert.deepEqual(
      read.records.map(({ elapsedS, data }) => ({ elapsedS, data: toHex(data) })),
      records,
    );
    assert.deepEqual(
      [read.unitS, read.tick?.count ?? null, read.slot ?? null],
      [unitS, tick, slot],
    );
  }
});

it("refuses what does not fit", () => {
  for (const elapsedS of [-1, Number.NaN, 1e12]) {
    const records = [{ elapsedS, data: new Uint8Array(1) }];
    assert.throws(() => encodeElapsed({ unitS: 1, records }), { code: "TRUST_BAD_ELAPSED" });
  }
});

it("adds the drift of the device's clock while a record waited, and a repeat's doubt", () => {
  const data = new Uint8Array(1);
  const records = [
    { elapsedS: 0, data },
    { elapsedS: 250, data },
  ];
  const [fresh, waited] = recordTimes({ unitS: 1 / 64, records }, 1000, 0);
  // 250 s at 40 ppm are the paper's 10 ms, beside 1/64 s of resolution.
  assert.ok(Math.abs(waited!.sdNs - 1e9 * Math.hypot(0.01, 1 / 64 / Math.sqrt(12))) < 1e5);
  assert.ok(fresh!.sdNs < 5e6);
  const [repeated] = recordTimes({ unitS: 1, records }, 1000, 45);
  assert.ok(repeated!.sdNs > 12e9);
  assert.equal(repeated!.agoNs, 22_500_000_000n);
});
