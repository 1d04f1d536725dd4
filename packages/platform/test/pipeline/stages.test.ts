import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { clean } from "../../src/pipeline/clean.ts";
import { measure } from "../../src/pipeline/measure.ts";

it("cleans what others cannot take, and nothing else", () => {
  const deep = JSON.parse(`${'{"a":'.repeat(20)}1${"}".repeat(20)}`) as Record<string, unknown>;
  const dirty = {
    n: Number.NaN,
    i: Number.POSITIVE_INFINITY,
    ok: 1,
    list: [1, Number.NaN, "x"],
    none: null,
    f: () => 1,
  };
  assert.deepEqual(clean(dirty), { ok: 1, list: [1, null, "x"], none: null });
  assert.ok(JSON.stringify(clean(deep)).length < JSON.stringify(deep).length);
  const hostile = JSON.parse('{"__proto__":{"admin":true},"t":{"__proto__":1,"x":2}}') as object;
  assert.deepEqual(clean({ ...hostile }), { t: { x: 2 } });
  const json = fc.dictionary(
    fc.string(),
    fc.jsonValue({ maxDepth: 4, noUnicodeString: true } as never),
  );
  fc.assert(
    fc.property(json, (object) => {
      const plain = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
      const harmless = JSON.stringify(object, (name, value: unknown) =>
        name === "__proto__" ? undefined : value,
      );
      assert.deepEqual({ ...clean(plain) }, { ...JSON.parse(harmless) });
    }),
  );
});

it("measures numbers and truths by their path, and not too many", () => {
  assert.deepEqual(
    measure({ air: { t: 21.5, open: true }, probe: [1, { x: 2 }], name: "n", no: null }),
    {
      "air.t": 21.5,
      "air.open": 1,
      "probe.0": 1,
      "probe.1.x": 2,
    },
  );
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`s${i}`, i]));
  assert.equal(Object.keys(measure(many)).length, 100);
  const hostile = { "a\0b": 1, "\ud800": 2, huge: 1.7e308, least: -1.7e308, ok: 1e290 };
  assert.deepEqual(measure(hostile), { ok: 1e290 });
});
