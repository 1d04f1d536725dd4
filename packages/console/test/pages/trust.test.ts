import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AssessmentView, Uplink } from "@lorats/api";
import { biasTracks, newestRevisions } from "../../src/pages/devices/trust/bias-tracks.ts";
import { intervalsOf, residualsMs } from "../../src/pages/devices/trust/intervals.ts";
import { linearFit } from "../../src/pages/devices/trust/linear-fit.ts";
import { temperatureIn, temperaturePoints } from "../../src/pages/devices/trust/temperature.ts";

const at = (s: number): string => new Date(1_760_000_000_000 + s * 1000).toISOString();

describe("a line through points", () => {
  it("is the line that the points lie on", () => {
    const fit = linearFit([0, 1, 2, 5].map((x) => ({ x, y: 3 - 2 * x })))!;
    assert.ok(Math.abs(fit.slope + 2) < 1e-12 && Math.abs(fit.intercept - 3) < 1e-12);
    assert.ok(fit.residualSd < 1e-12 && fit.slopeSd < 1e-12);
  });

  it("does not exist through too few points or through a wall of them", () => {
    assert.equal(linearFit([]), undefined);
    assert.equal(linearFit([1, 2].map((x) => ({ x, y: x }))), undefined);
    assert.equal(linearFit([1, 2, 3].map((y) => ({ x: 1, y }))), undefined);
  });
});

describe("bias against temperature", () => {
  it("takes the temperature that the payload reports, whatever it is called", () => {
    assert.equal(temperatureIn({ humidity: 4, air: { temperatureC: 21.5 } }), 21.5);
    assert.equal(temperatureIn({ temperatureSensor: { 1: -3 } }), -3);
    assert.equal(temperatureIn({ attempts: 3, contempt: 1 }), undefined);
  });

  it("has one point for each gateway that measured", () => {
    const evidence = [{ test: "bias", gatewayId: "g", observedHz: 8681 }, { test: "path" }];
    const uplink = { object: { temp: 20 }, trust: { evidence }, freqHz: 868_100_000 };
    assert.deepEqual(temperaturePoints([uplink as unknown as Uplink]), [
      { gatewayId: "g", temperatureC: 20, biasPpm: 10 },
    ]);
  });
});

describe("a track", () => {
  const assessment = (id: string, revision: number, s: number, observedHz: number) =>
    ({
      deduplicationId: id,
      revision,
      timing: { time: at(s) },
      trust: { evidence: [{ test: "bias", gatewayId: "g", observedHz }] },
    }) as unknown as AssessmentView;

  it("counts each frame once, by its newest revision, oldest first", () => {
    const kept = newestRevisions([
      assessment("b", 0, 20, 2),
      assessment("a", 1, 10, 11),
      assessment("a", 0, 10, 1),
    ]);
    assert.deepEqual(
      kept.map(({ deduplicationId, revision }) => [deduplicationId, revision]),
      [
        ["a", 1],
        ["b", 0],
      ],
    );
    const [track] = biasTracks(
      kept.map(({ timing, trust }) => ({ time: timing.time, evidence: trust.evidence })),
    );
    assert.deepEqual(track!.observed, [11, 2]);
    assert.deepEqual(track!.expected, [null, null]);
  });
});

describe("intervals", () => {
  const uplink = (fCnt: number, s: number) => ({ fCnt, time: at(s) }) as unknown as Uplink;

  it("span missing frames, and do not span a new session", () => {
    const found = intervalsOf([uplink(1, 0), uplink(2, 10), uplink(5, 40), uplink(0, 50)]);
    assert.deepEqual(
      found.map(({ s, missed }) => [s, missed]),
      [
        [10, 0],
        [30, 2],
      ],
    );
  });

  it("are held against the grid of slices, or against the period", () => {
    const intervals = intervalsOf(
      Array.from({ length: 10 }, (_, i) => uplink(i, i * 7 + (i % 2) * 0.02)),
    );
    const hopping = { enabled: true, sliceMs: 1000 };
    const residuals = residualsMs(intervals, undefined, hopping)!;
    assert.ok(residuals.every((ms) => Math.abs(Math.abs(ms) - 20) < 1));
    const periodic = { kind: "periodic" as const, periodS: 7, sdS: 1, frames: 9 };
    assert.ok(residualsMs(intervals, periodic, undefined)!.every((ms) => Math.abs(ms) < 21));
    assert.equal(residualsMs(intervals, { ...periodic, kind: "hopping" }, undefined), undefined);
    assert.equal(residualsMs(intervals.slice(0, 3), periodic, undefined), undefined);
  });
});
