import assert from "node:assert/strict";
import type { ApplicationId, DeviceId } from "@lorats/base";
import { SeededRandom, VirtualClock, newId } from "@lorats/base";
import {
  MemoryMeasurementStore,
  type FrameMeasurements,
  type MeasurementStore,
} from "@lorats/platform";
import type { SqlDatabase } from "../../src/sql/sql-database.ts";
import { SqlMeasurementStore } from "../../src/sql/measurement-store.ts";
import { TENANT } from "../support.ts";

const HOUR = 3_600_000_000_000n;
const DAY_0 = 1_795_219_200_000_000_000n;

const clock = new VirtualClock();
const random = new SeededRandom(5);
const id = <Id extends string>(): Id => newId<Id>(clock, random);
const applicationId = id<ApplicationId>();
const devices = [id<DeviceId>(), id<DeviceId>(), id<DeviceId>()];
const SERIES = ["level", "air.temperature", "it's"];

/** Two days of three devices; some frames share their moment, and not all measure the same. */
const kept: readonly FrameMeasurements[] = Array.from({ length: 150 }, (_, n) => ({
  tenantId: TENANT,
  applicationId,
  deviceId: devices[n % 3]!,
  frame: id<string>(),
  time: DAY_0 + (BigInt(n >> 2) * HOUR) / 2n + 1n,
  values: {
    level: n,
    ...(n % 2 === 0 && { "air.temperature": n / 8 - 3.1 }),
    ...(n % 5 === 0 && { "it's": -1 - n }),
  },
  madeBy: n < 70 ? "codec@1" : "codec@2",
}));

/** What an older release wrote for them, in words that both engines know, and what it answered. */
export async function oldMeasurements(): Promise<{
  readonly sql: string;
  readonly answers: MeasurementStore;
}> {
  const answers = new MemoryMeasurementStore();
  await answers.put(kept);
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  const points = kept.flatMap((one) => {
    const words = [one.tenantId, one.applicationId].map(text);
    return Object.entries(one.values).map(
      ([series, value]) =>
        `(${text(one.deviceId)}, ${text(series)}, ${one.time}, ${text(one.frame)}, ` +
        `${words.join(", ")}, ${value}, ${text(one.madeBy)})`,
    );
  });
  const rollups: string[] = [];
  for (const deviceId of devices) {
    for (const series of SERIES) {
      for (const resolution of ["hour", "day"] as const) {
        const query = { deviceId, series, resolution, from: 0n, to: 2n * DAY_0, limit: 1000 };
        for (const { time, count, min, max, mean } of await answers.query(query)) {
          const numbers = [time, count, min, max, mean * count].join(", ");
          rollups.push(`(${text(deviceId)}, ${text(series)}, '${resolution}', ${numbers})`);
        }
      }
    }
  }
  const sql =
    `insert into measurement_points values ${points.join(", ")};` +
    `insert into measurement_rollups values ${rollups.join(", ")};`;
  return { sql, answers };
}

/** The tables as they are now answer as before, and go on from there. */
export async function goesOn(db: SqlDatabase, answers: MeasurementStore): Promise<void> {
  const store = new SqlMeasurementStore(db);
  await sameAnswers(store, answers);
  const moved = Array.from(kept, (one, n) => ({
    ...one,
    time: n % 7 === 0 ? one.time + 3n * HOUR : one.time,
    values: n % 11 === 0 ? {} : n % 6 === 0 ? { level: 1000 + n } : one.values,
    madeBy: n % 4 === 0 ? "codec@3" : one.madeBy,
  }));
  const fresh = Array.from(kept.slice(0, 20), (one) => ({ ...one, frame: id<string>() }));
  for (const some of [moved, fresh, kept.slice(50)]) {
    await Promise.all([store.put(some), answers.put(some)]);
    await sameAnswers(store, answers);
  }
  await Promise.all([store.forget([devices[1]!]), answers.forget([devices[1]!])]);
  await sameAnswers(store, answers);
}

async function sameAnswers(store: MeasurementStore, expected: MeasurementStore): Promise<void> {
  for (const deviceId of devices) {
    assert.deepEqual(await store.series(deviceId), await expected.series(deviceId));
    for (const series of SERIES) {
      for (const resolution of ["raw", "hour", "day"] as const) {
        const query = { deviceId, series, resolution, from: 0n, to: 2n * DAY_0, limit: 1000 };
        const [ours, theirs] = await Promise.all([store.query(query), expected.query(query)]);
        assert.deepEqual(
          ours.map(rounded).toSorted(byPlace),
          theirs.map(rounded).toSorted(byPlace),
        );
      }
    }
  }
}

interface Answer {
  readonly time: bigint;
  readonly mean: number;
}

/** Sums in another order differ in the last places. */
function rounded<T extends Answer>(point: T): T {
  return { ...point, mean: Math.round(point.mean * 1e9) / 1e9 };
}

/** Frames of one moment come in any order. */
function byPlace(a: Answer, b: Answer): number {
  return a.time === b.time ? a.mean - b.mean : a.time < b.time ? -1 : 1;
}
