import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { DeviceId } from "@lorats/base";
import type {
  FrameMeasurements,
  MeasurementPoint,
  MeasurementStore,
  Resolution,
} from "../measurements/measurement.ts";
import { nextId, TENANT_A } from "./samples.ts";

const HOUR = 3_600_000_000_000n;
/** Midnight. */
const DAY_0 = 1_795_219_200_000_000_000n;

/** What every measurement store must do. */
export function measurementStoreContract(
  open: (t: TestContext) => Promise<MeasurementStore>,
): void {
  const deviceId: DeviceId = nextId();
  const frame = (
    time: bigint,
    values: Readonly<Record<string, number>>,
    change: Partial<FrameMeasurements> = {},
  ): FrameMeasurements => ({
    tenantId: TENANT_A,
    applicationId: nextId(),
    deviceId,
    frame: nextId(),
    time,
    values,
    madeBy: "test@1",
    ...change,
  });
  const all = (store: MeasurementStore, resolution: Resolution, series = "t") =>
    store.query({ deviceId, series, resolution, from: 0n, to: DAY_0 * 2n, limit: 1000 });
  const brief = (points: readonly MeasurementPoint[]): unknown =>
    points.map(({ time, count, min, max, mean }) => [(time - DAY_0) / HOUR, count, min, max, mean]);

  describe("measurement store contract", () => {
    it("keeps values as they were put, by series and time", async (t) => {
      const store = await open(t);
      const odd = DAY_0 + 1n;
      await store.put([
        frame(odd, { t: 21.5, "air.h": 40 }),
        frame(DAY_0 + HOUR, { t: -0.125 }),
        frame(odd, { t: 9 }, { deviceId: nextId() }),
      ]);
      const points = await all(store, "raw");
      assert.deepEqual(
        points.map(({ time, mean, madeBy }) => [time, mean, madeBy]),
        [
          [odd, 21.5, "test@1"],
          [DAY_0 + HOUR, -0.125, "test@1"],
        ],
      );
      assert.deepEqual(await store.series(deviceId), [
        { series: "air.h", count: 1, firstAt: odd, lastAt: odd, last: 40 },
        { series: "t", count: 2, firstAt: odd, lastAt: DAY_0 + HOUR, last: -0.125 },
      ]);
      assert.deepEqual(await store.series(nextId()), []);
    });

    it("rolls up by hour and by day", async (t) => {
      const store = await open(t);
      await store.put([frame(DAY_0, { t: 1 }), frame(DAY_0 + HOUR - 1n, { t: 3 })]);
      await store.put([frame(DAY_0 + HOUR, { t: 8 }), frame(DAY_0 + 24n * HOUR, { t: 5 })]);
      assert.deepEqual(brief(await all(store, "hour")), [
        [0n, 2, 1, 3, 2],
        [1n, 1, 8, 8, 8],
        [24n, 1, 5, 5, 5],
      ]);
      assert.deepEqual(brief(await all(store, "day")), [
        [0n, 3, 1, 8, 4],
        [24n, 1, 5, 5, 5],
      ]);
    });

    it("measures a frame again without counting it twice, whatever it says now", async (t) => {
      const store = await open(t);
      const one = frame(DAY_0 + 5n, { t: 10, gone: 1 });
      await store.put([one, frame(DAY_0 + 6n, { t: 20 })]);
      await store.put([one]);
      const again = {
        ...one,
        time: DAY_0 + 2n * HOUR,
        values: { t: 30, fresh: 2 },
        madeBy: "test@2",
      };
      await store.put([again]);
      assert.deepEqual(brief(await all(store, "hour")), [
        [0n, 1, 20, 20, 20],
        [2n, 1, 30, 30, 30],
      ]);
      assert.deepEqual(brief(await all(store, "day")), [[0n, 2, 20, 30, 25]]);
      const names = (await store.series(deviceId)).map(({ series }) => series);
      assert.deepEqual(names, ["fresh", "t"]);
      assert.deepEqual(await all(store, "hour", "gone"), []);
      assert.equal((await all(store, "raw")).at(-1)!.madeBy, "test@2");
    });

    it("counts frames of one moment each, and lets go of one that measures nothing any more", async (t) => {
      const store = await open(t);
      const one = frame(DAY_0, { t: 1 });
      const other = frame(DAY_0, { t: 3, only: 7 });
      await store.put([one, other]);
      assert.deepEqual(brief(await all(store, "hour")), [[0n, 2, 1, 3, 2]]);
      await store.put([{ ...other, values: {} }]);
      assert.deepEqual(brief(await all(store, "raw")), [[0n, 1, 1, 1, 1]]);
      assert.deepEqual(brief(await all(store, "day")), [[0n, 1, 1, 1, 1]]);
      assert.deepEqual(await all(store, "day", "only"), []);
      const names = (await store.series(deviceId)).map(({ series }) => series);
      assert.deepEqual(names, ["t"]);
      await store.put([{ ...other, time: DAY_0 + 30n * HOUR }]);
      assert.deepEqual(brief(await all(store, "day")), [
        [0n, 1, 1, 1, 1],
        [24n, 1, 3, 3, 3],
      ]);
    });

    it("says of the same values who made them last", async (t) => {
      const store = await open(t);
      const one = frame(DAY_0, { t: 1 });
      await store.put([one]);
      await store.put([{ ...one, madeBy: "test@2" }]);
      const points = await all(store, "raw");
      assert.deepEqual(
        points.map(({ mean, madeBy }) => [mean, madeBy]),
        [[1, "test@2"]],
      );
    });

    it("takes many frames at once, and only some of them anew", async (t) => {
      const store = await open(t);
      const many = Array.from({ length: 300 }, (_, n) =>
        frame(DAY_0 + (BigInt(n) * HOUR) / 100n, { t: n, "air.h": 1 }),
      );
      await store.put(many);
      const changed = many.filter((_, n) => n % 100 === 7);
      const anew = changed.map(({ time, frame: id }) => frame(time, { t: 1000 }, { frame: id }));
      await store.put([...many, ...anew]);
      const expected = [0, 100, 200].map((first, hour) => {
        const sum = first * 100 + 4950 - (first + 7) + 1000;
        return [BigInt(hour), 100, first, 1000, sum / 100];
      });
      assert.deepEqual(brief(await all(store, "hour")), expected);
      const humid = await all(store, "hour", "air.h");
      assert.deepEqual(
        humid.map(({ count, mean }) => [count, mean]),
        [0, 1, 2].map(() => [99, 1]),
      );
      assert.equal((await all(store, "day", "air.h"))[0]!.count, 297);
    });

    it("answers for a span and no more than asked for, and forgets devices", async (t) => {
      const store = await open(t);
      await store.put([0n, 1n, 2n, 3n].map((h) => frame(DAY_0 + h * HOUR, { t: Number(h) })));
      const span = { deviceId, series: "t", from: DAY_0 + HOUR, to: DAY_0 + 3n * HOUR };
      const hours = await store.query({ ...span, resolution: "hour", limit: 10 });
      assert.deepEqual(brief(hours), [
        [1n, 1, 1, 1, 1],
        [2n, 1, 2, 2, 2],
      ]);
      assert.equal((await store.query({ ...span, resolution: "raw", limit: 1 })).length, 1);
      await store.forget([deviceId]);
      assert.deepEqual(await all(store, "raw"), []);
      assert.deepEqual(await all(store, "day"), []);
      assert.deepEqual(await store.series(deviceId), []);
      await store.put([frame(DAY_0, { t: 5 })]);
      assert.deepEqual(brief(await all(store, "day")), [[0n, 1, 5, 5, 5]]);
    });
  });
}
