import type { DeviceId } from "@lorats/base";
import {
  bucketOf,
  type FrameMeasurements,
  type MeasurementPoint,
  type MeasurementQuery,
  type MeasurementStore,
  type SeriesInfo,
} from "@lorats/platform";
import { sql, type CompiledQuery } from "kysely";
import { chunks } from "./chunks.ts";
import type { SqlDatabase } from "./sql-database.ts";

/** A roll-up that has to be made anew. */
interface Bucket {
  readonly deviceId: string;
  readonly series: string;
  readonly start: bigint;
}

const DAY_NS = 86_400_000_000_000n;
const HOUR_NS = 3_600_000_000_000n;

/**
 * Points, and roll-ups that are made anew out of them whenever one of their points changes: so nothing is counted twice,
 * however often a frame is measured.
 */
export class SqlMeasurementStore implements MeasurementStore {
  readonly #db: SqlDatabase;
  #last: Promise<void> = Promise.resolve();

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  /** One after the other: which roll-ups are stale is read before they are written. */
  put(frames: readonly FrameMeasurements[]): Promise<void> {
    const done = this.#last.then(() => this.#put(frames));
    this.#last = done.catch(() => {});
    return done;
  }

  async #put(frames: readonly FrameMeasurements[]): Promise<void> {
    if (frames.length === 0) return;
    // Of a frame that is there twice, the later one holds.
    const latest = [
      ...new Map(frames.map((one) => [`${one.deviceId}/${one.frame}`, one])).values(),
    ];
    const buckets = await this.#staleBuckets(latest);
    const statements: CompiledQuery<unknown>[] = [];
    for (const some of chunks(latest.map(({ frame }) => frame))) {
      statements.push(
        this.#db.build.deleteFrom("measurement_points").where("frame", "in", some).compile(),
      );
    }
    for (const one of latest) {
      for (const [series, value] of Object.entries(one.values)) {
        statements.push(this.#insert(one, series, value));
        const start = bucketOf(one.time, "hour");
        buckets.set(`${one.deviceId}/${series}/${start}`, {
          deviceId: one.deviceId,
          series,
          start,
        });
      }
    }
    const hours = [...buckets.values()];
    const days = new Map<string, Bucket>();
    for (const { deviceId, series, start: at } of hours) {
      const start = bucketOf(at, "day");
      days.set(`${deviceId}/${series}/${start}`, { deviceId, series, start });
    }
    statements.push(...hours.flatMap((hour) => this.#rollHour(hour)));
    statements.push(...[...days.values()].flatMap((day) => this.#rollDay(day)));
    await this.#db.write(statements);
  }

  async series(deviceId: DeviceId): Promise<readonly SeriesInfo[]> {
    const rows = await this.#db.build
      .selectFrom("measurement_points as p")
      .select((select) => [
        "p.series as series",
        select.fn.countAll<bigint>().as("count"),
        select.fn.min<bigint>("p.time").as("first_at"),
        select.fn.max<bigint>("p.time").as("last_at"),
        select
          .selectFrom("measurement_points as l")
          .select("l.value")
          .where("l.device_id", "=", deviceId)
          .whereRef("l.series", "=", "p.series")
          .orderBy("l.time", "desc")
          .limit(1)
          .as("last"),
      ])
      .where("p.device_id", "=", deviceId)
      .groupBy("p.series")
      .orderBy("p.series")
      .execute();
    return rows.map((row) => ({
      series: row.series,
      count: Number(row.count),
      firstAt: row.first_at,
      lastAt: row.last_at,
      last: Number(row.last),
    }));
  }

  async query(query: MeasurementQuery): Promise<readonly MeasurementPoint[]> {
    const { deviceId, series, resolution, from, to, limit } = query;
    if (resolution === "raw") {
      const rows = await this.#db.build
        .selectFrom("measurement_points")
        .select(["time", "value", "made_by"])
        .where("device_id", "=", deviceId)
        .where("series", "=", series)
        .where("time", ">=", from)
        .where("time", "<", to)
        .orderBy("time")
        .limit(limit)
        .execute();
      return rows.map(({ time, value, made_by: madeBy }) => {
        return { time, count: 1, min: value, max: value, mean: value, madeBy };
      });
    }
    const rows = await this.#db.build
      .selectFrom("measurement_rollups")
      .selectAll()
      .where("device_id", "=", deviceId)
      .where("series", "=", series)
      .where("size", "=", resolution)
      .where("start", ">=", from)
      .where("start", "<", to)
      .orderBy("start")
      .limit(limit)
      .execute();
    return rows.map(({ start, count, low, high, total }) => ({
      time: start,
      count: Number(count),
      min: low,
      max: high,
      mean: total / Number(count),
    }));
  }

  async forget(deviceIds: readonly DeviceId[]): Promise<void> {
    const { build } = this.#db;
    await this.#db.write(
      chunks(deviceIds).flatMap((some) => [
        build.deleteFrom("measurement_points").where("device_id", "in", some).compile(),
        build.deleteFrom("measurement_rollups").where("device_id", "in", some).compile(),
      ]),
    );
  }

  /** Hours that hold points of these frames now. */
  async #staleBuckets(frames: readonly FrameMeasurements[]): Promise<Map<string, Bucket>> {
    const { build } = this.#db;
    const queries = chunks(frames.map(({ frame }) => frame)).map((some) =>
      build
        .selectFrom("measurement_points")
        .select(["device_id", "series", "time"])
        .where("frame", "in", some)
        .compile(),
    );
    const rows = (await this.#db.read(queries)).flat();
    return new Map(
      rows.map(({ device_id: deviceId, series, time }) => {
        const start = bucketOf(time, "hour");
        return [`${deviceId}/${series}/${start}`, { deviceId, series, start }];
      }),
    );
  }

  #insert(one: FrameMeasurements, series: string, value: number): CompiledQuery<unknown> {
    return this.#db.build
      .insertInto("measurement_points")
      .values({
        device_id: one.deviceId,
        series,
        time: one.time,
        frame: one.frame,
        tenant_id: one.tenantId,
        application_id: one.applicationId,
        value,
        made_by: one.madeBy,
      })
      .compile();
  }

  #rollHour({ deviceId, series, start }: Bucket): readonly CompiledQuery<unknown>[] {
    const clear = this.#clear("hour", { deviceId, series, start });
    const fill = sql`
      insert into measurement_rollups (device_id, series, size, start, count, low, high, total)
      select device_id, series, 'hour', cast(${start} as bigint), count(*), min(value), max(value), sum(value)
      from measurement_points
      where device_id = ${deviceId} and series = ${series}
        and time >= ${start} and time < ${start + HOUR_NS}
      group by device_id, series`.compile(this.#db.build);
    return [clear, fill];
  }

  #rollDay({ deviceId, series, start }: Bucket): readonly CompiledQuery<unknown>[] {
    const clear = this.#clear("day", { deviceId, series, start });
    const fill = sql`
      insert into measurement_rollups (device_id, series, size, start, count, low, high, total)
      select device_id, series, 'day', cast(${start} as bigint), sum(count), min(low), max(high), sum(total)
      from measurement_rollups
      where device_id = ${deviceId} and series = ${series} and size = 'hour'
        and start >= ${start} and start < ${start + DAY_NS}
      group by device_id, series`.compile(this.#db.build);
    return [clear, fill];
  }

  #clear(size: "hour" | "day", { deviceId, series, start }: Bucket): CompiledQuery<unknown> {
    return this.#db.build
      .deleteFrom("measurement_rollups")
      .where("device_id", "=", deviceId)
      .where("series", "=", series)
      .where("size", "=", size)
      .where("start", "=", start)
      .compile();
  }
}
