import assert from "node:assert/strict";
import { it } from "node:test";
import { gaussian, SeededRandom } from "@lorats/base";
import type { Reception } from "@lorats/events";
import fc from "fast-check";
import { place } from "../../src/track/bias-track.ts";
import { type Heard, START_S, timeAt, Watch } from "../support.ts";

const anything = fc.record(
  {
    onset: fc.constant(timeAt(1e5)),
    biasHz: fc.double({ noNaN: false }),
    biasSdHz: fc.double({ min: 0, noNaN: false }),
    onsetSdNs: fc.double({ min: 0, noNaN: false }),
    clockPpm: fc.double({ noNaN: false }),
    driftHzPerS: fc.double({ noNaN: false }),
    snrDb: fc.double({ noNaN: false }),
  },
  { requiredKeys: ["onset", "biasHz", "biasSdHz", "onsetSdNs"] },
);

/** What a gateway may say that nobody checks. */
const lies: fc.Arbitrary<Partial<Reception>> = fc.record(
  {
    lts: anything as fc.Arbitrary<NonNullable<Reception["lts"]>>,
    foffHz: fc.double({ noNaN: false }),
    counterUs: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    gpsTimeNs: fc.bigInt({ min: 0n, max: 2n ** 62n }).map(String),
    gatewayTime: fc.integer({ min: 0, max: 4e9 }).map((s) => timeAt(s - START_S)),
    fineTimeNs: fc.integer({ min: 0, max: 999_999_999 }),
    rssiDbm: fc.double({ min: -200, max: 50, noNaN: true }),
  },
  { requiredKeys: [] },
);

function grown(): { watch: Watch; s: number } {
  const random = new SeededRandom(9);
  const watch = new Watch();
  let s = 0;
  for (let i = 0; i < 60; i++)
    watch.hear((s += 600), [{ biasHz: -21_000 + 10 * gaussian(random) }]);
  return { watch, s };
}

it("no gateway without proof crashes the judge, moves a proven track or makes a frame genuine", () => {
  fc.assert(
    fc.property(
      fc.array(lies, { minLength: 1, maxLength: 12 }),
      fc.array(fc.option(fc.double({ min: -300, max: 300 }))),
      (told, temperatures) => {
        const { watch, s } = grown();
        const before = place(watch.device.track!, START_S + s);
        for (const [i, more] of told.entries()) {
          const heard: Heard[] = [{ gateway: 1 + (i % 3), authentication: "none", more }];
          const temperatureC = temperatures[i] ?? undefined;
          const { trust, timing } = watch.hear(s + 60 * (i + 1), heard, {}, { temperatureC });
          assert.notEqual(trust.verdict, "genuine");
          assert.ok(Number.isFinite(timing.sdNs) && Number.isFinite(Date.parse(timing.time)));
          for (const { pValue } of trust.evidence)
            assert.ok(pValue === undefined || (pValue >= 0 && pValue <= 1));
        }
        const after = place(watch.device.track!, START_S + s);
        assert.equal(after.meanPpm, before.meanPpm);
      },
    ),
    { numRuns: 120 },
  );
});

it("a gateway whose key was stolen cannot drag a track that two others hear", () => {
  const random = new SeededRandom(10);
  const watch = new Watch();
  let s = 0;
  const honest = (): number => -21_000 + 10 * gaussian(random);
  for (let i = 0; i < 400; i++) {
    const biasHz = honest();
    watch.hear((s += 900), [
      { biasHz },
      { biasHz: biasHz + 5, gateway: 2 },
      { biasHz: biasHz - 5, gateway: 3 },
    ]);
  }
  for (let i = 0; i < 200; i++) {
    const biasHz = honest();
    watch.hear((s += 900), [
      { biasHz: biasHz + 3 * i },
      { biasHz: biasHz + 5, gateway: 2 },
      { biasHz: biasHz - 5, gateway: 3 },
    ]);
  }
  const { meanPpm } = place(watch.device.track!, START_S + s);
  assert.ok(Math.abs(meanPpm * 868.1 + 21_000) < 150, `${meanPpm * 868.1}`);
});

it("a lone stolen gateway that ramps is caught by the slow checks", () => {
  const { watch, s } = grown();
  const random = new SeededRandom(11);
  const verdicts: string[] = [];
  for (let i = 0; i < 2016; i++) {
    const biasHz = -21_000 + 10 * gaussian(random) + 4 * i;
    verdicts.push(watch.hear(s + 600 * (i + 1), [{ biasHz }]).trust.verdict);
  }
  assert.ok(verdicts.some((one) => one === "suspect" || one === "replayed"));
});
