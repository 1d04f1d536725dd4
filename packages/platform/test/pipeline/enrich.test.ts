import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { saidBy, withExternal } from "../../src/pipeline/enrich.ts";

it("calibrates the values that a device's variables name", () => {
  const variables = {
    "calibrate.air.temperature": "1.02 -0.4",
    "calibrate.level": "-2 1e2",
    "calibrate.name": "1 1",
    "calibrate.gone.deep": "1 1",
    "calibrate.battery": "three",
    token: "secret",
  };
  const values = { air: { temperature: 20, humidity: 50 }, level: 7, name: "x", battery: 3 };
  assert.deepEqual(saidBy({ variables }, values), {
    air: { temperature: 1.02 * 20 - 0.4, humidity: 50 },
    level: 86,
    name: "x",
    battery: 3,
  });
  assert.deepEqual(values.air.temperature, 20);
});

it("never makes anything but finite numbers, and leaves all else as it is", () => {
  const json = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue({ maxDepth: 2 }));
  const lines = fc.dictionary(fc.constantFrom("calibrate.a", "calibrate.b.c"), fc.string());
  fc.assert(
    fc.property(json, lines, fc.double(), fc.double(), (values, variables, gain, offset) => {
      const named = { ...variables, "calibrate.a": `${gain} ${offset}` };
      const enriched = saidBy({ variables: named }, values as Record<string, unknown>);
      assert.deepEqual(Object.keys(enriched), Object.keys(values));
      JSON.stringify(enriched, (_, value: unknown) => {
        assert.ok(typeof value !== "number" || Number.isFinite(value));
        return value;
      });
      assert.deepEqual(saidBy({ variables: named }, values as Record<string, unknown>), enriched);
    }),
  );
});

it("adds what sources outside say, also to what nobody decodes, and hides no field of the payload", () => {
  const external = { outdoors: { temperature: 3 } };
  assert.deepEqual(withExternal({ level: 1 }, external), { level: 1, external });
  assert.deepEqual(withExternal(undefined, external), { external });
  assert.deepEqual(withExternal({ external: 7 }, external), { external: 7 });
  assert.deepEqual(withExternal({ level: 1 }, undefined), { level: 1 });
  assert.equal(withExternal(undefined, undefined), undefined);
});
