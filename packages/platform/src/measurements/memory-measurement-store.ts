import type { DeviceId } from "@lorats/base";
import {
  bucketOf,
  type FrameMeasurements,
  type MeasurementPoint,
  type MeasurementQuery,
  type MeasurementStore,
  type SeriesInfo,
} from "./measurement.ts";

export class MemoryMeasurementStore implements MeasurementStore {
  readonly #frames = new Map<string, FrameMeasurements>();

  async put(frames: readonly FrameMeasurements[]): Promise<void> {
    for (const one of frames) this.#frames.set(`${one.deviceId}/${one.frame}`, one);
  }

  async series(deviceId: DeviceId): Promise<readonly SeriesInfo[]> {
    const frames = this.#of(deviceId);
    const names = new Set(frames.flatMap(({ values }) => Object.keys(values)));
    return [...names].toSorted().map((series) => {
      const some = frames.filter(({ values }) => series in values);
      const last = some.at(-1)!;
      return {
        series,
        count: some.length,
        firstAt: some[0]!.time,
        lastAt: last.time,
        last: last.values[series]!,
      };
    });
  }

  async query(query: MeasurementQuery): Promise<readonly MeasurementPoint[]> {
    const { deviceId, series, resolution, from, to, limit } = query;
    const frames = this.#of(deviceId).filter(({ values }) => series in values);
    const startOf = (one: FrameMeasurements): bigint =>
      resolution === "raw" ? one.time : bucketOf(one.time, resolution);
    const inRange = frames.filter((one) => startOf(one) >= from && startOf(one) < to);
    if (resolution === "raw") {
      return inRange.slice(0, limit).map(({ time, values, madeBy }) => {
        const value = values[series]!;
        return { time, count: 1, min: value, max: value, mean: value, madeBy };
      });
    }
    const buckets = Map.groupBy(inRange, startOf);
    return [...buckets].slice(0, limit).map(([time, some]) => {
      const values = some.map((one) => one.values[series]!);
      const sum = values.reduce((a, b) => a + b, 0);
      const count = values.length;
      return { time, count, min: Math.min(...values), max: Math.max(...values), mean: sum / count };
    });
  }

  async forget(deviceIds: readonly DeviceId[]): Promise<void> {
    for (const [key, { deviceId }] of this.#frames) {
      if (deviceIds.includes(deviceId)) this.#frames.delete(key);
    }
  }

  #of(deviceId: DeviceId): FrameMeasurements[] {
    return [...this.#frames.values()]
      .filter((one) => one.deviceId === deviceId)
      .toSorted((a, b) => (a.time < b.time ? -1 : 1));
  }
}
