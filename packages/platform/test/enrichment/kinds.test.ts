import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ENRICHMENT_KINDS, enrichmentKind } from "../../src/enrichment/index.ts";

const SPAN = { from: 1_800_000_000_000_000_000n, to: 1_800_003_600_000_000_000n };

describe("weather", () => {
  const kind = enrichmentKind("weather")!;
  const settings = kind.settings.parse({});

  it("asks about the middle of the square that a device is in", () => {
    const at = (latitudeDeg: number, longitudeDeg: number, more = {}) =>
      kind.spot({ ...settings, ...more }, { latitudeDeg, longitudeDeg });
    assert.equal(at(46.51, 6.69), "46.55,6.65");
    assert.equal(at(46.59, 6.61), "46.55,6.65");
    assert.equal(at(-0.01, 179.99), "-0.05,179.95");
    assert.equal(at(90, -180, { gridDeg: 5 }), "90,-177.5");
    assert.equal(kind.spot(settings, undefined), undefined);
    const place = { ...settings, latitudeDeg: 1.25, longitudeDeg: -2 };
    assert.equal(kind.spot(place, { latitudeDeg: 40, longitudeDeg: 40 }), "1.25,-2");
  });

  it("takes the numbers that were asked for", () => {
    const current = {
      time: "2026-11-26T17:15",
      temperature_2m: -3.4,
      rain: 9,
      precipitation: null,
    };
    const read = kind.read(JSON.stringify({ current }), settings, SPAN);
    assert.deepEqual(read, { ok: true, value: { temperature_2m: -3.4 } });
  });
});

it("no kind throws, whatever is answered", () => {
  for (const kind of ENRICHMENT_KINDS) {
    const settings = kind.settings.parse({});
    const answer = fc.oneof(fc.string(), fc.json());
    fc.assert(
      fc.property(answer, (body) => {
        const read = kind.read(body, settings, SPAN);
        if (read.ok) kind.at(read.value, SPAN.from);
      }),
    );
  }
});
