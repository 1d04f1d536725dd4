import type { DeviceId } from "@lorats/base";
import {
  bucketOf,
  type FrameMeasurements,
  type MeasurementPoint,
  type MeasurementQuery,
  type MeasurementStore,
  type SeriesInfo,
} from "@lorats/platform";
import type { CompiledQuery } from "kysely";
import { chunks, pieces } from "./chunks.ts";
import { Buckets, MeasurementRollups } from "./measurement-rollups.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { Tables } from "./tables.ts";
import { Templates, withParameters } from "./template.ts";

type Point = Tables["measurement_points"];

/**
 * Points, and roll-ups that are made anew out of them whenever one of their points changes: so nothing is counted twice,
 * however often a frame is measured. Whatever many frames need is done by few statements.
 */
export class SqlMeasurementStore implements MeasurementStore {
  readonly #db: SqlDatabase;
  readonly #rollups: MeasurementRollups;
  readonly #templates = new Templates();
  #last: Promise<void> = Promise.resolve();

  constructor(db: SqlDatabase) {
    this.#db = db;
    this.#rollups = new MeasurementRollups(db);
  }

  /** One after the other: which points are gone is read before others are written. */
  put(frames: readonly FrameMeasurements[]): Promise<void> {
    const done = this.#last.then(() => this.#put(frames));
    this.#last = done.catch(() => {});
    return done;
  }

  async #put(frames: readonly FrameMeasurements[]): Promise<void> {
    if (frames.length === 0) return;
    // Of a frame that is there twice, the later one holds.
    const latest = new Map(frames.map((one) => [`${one.deviceId}/${one.frame}`, one]));
    const points: Point[] = [];
    const hours = new Buckets();
    for (const one of latest.values()) {
      const start = bucketOf(one.time, "hour");
      for (const [series, value] of Object.entries(one.values)) {
        points.push(pointOf(one, series, value));
        hours.add({ deviceId: one.deviceId, series, start });
      }
    }
    const gone = await this.#gone(latest);
    const emptied = new Buckets(
      gone.map(({ device_id: deviceId, series, time }) => {
        return { deviceId, series, start: bucketOf(time, "hour") };
      }),
    );
    for (const bucket of emptied.all()) hours.add(bucket);
    await this.#db.write([
      ...gone.map((point) => this.#remove(point)),
      ...pieces(points, this.#db.rowsAtOnce).map((some) => this.#upsert(some)),
      ...this.#rollups.statements(hours, emptied),
    ]);
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

  /** Points of these frames that they measure no longer. */
  async #gone(frames: ReadonlyMap<string, FrameMeasurements>): Promise<readonly PointKey[]> {
    const { build } = this.#db;
    const ids = [...frames.values()].map(({ frame }) => frame);
    const queries = chunks(ids).map((some) =>
      build
        .selectFrom("measurement_points")
        .select(["device_id", "series", "time", "frame"])
        .where("frame", "in", some)
        .compile(),
    );
    const there = (await this.#db.read(queries)).flat();
    return there.filter(({ device_id, series, time, frame }) => {
      const one = frames.get(`${device_id}/${frame}`);
      return one?.time !== time || !Object.hasOwn(one.values, series);
    });
  }

  #remove({ device_id, series, time, frame }: PointKey): CompiledQuery<unknown> {
    return this.#db.build
      .deleteFrom("measurement_points")
      .where("device_id", "=", device_id)
      .where("series", "=", series)
      .where("time", "=", time)
      .where("frame", "=", frame)
      .compile();
  }

  /** What is there already and the same is not written again. */
  #upsert(points: readonly Point[]): CompiledQuery<unknown> {
    const template = this.#templates.get(String(points.length), () =>
      this.#db.build
        .insertInto("measurement_points")
        .values(points)
        .onConflict((conflict) =>
          conflict
            .columns(["device_id", "series", "time", "frame"])
            .doUpdateSet((row) => ({
              tenant_id: row.ref("excluded.tenant_id"),
              application_id: row.ref("excluded.application_id"),
              value: row.ref("excluded.value"),
              made_by: row.ref("excluded.made_by"),
            }))
            .where((row) =>
              row.or([
                row("measurement_points.value", "<>", row.ref("excluded.value")),
                row("measurement_points.made_by", "<>", row.ref("excluded.made_by")),
                row("measurement_points.tenant_id", "<>", row.ref("excluded.tenant_id")),
                row("measurement_points.application_id", "<>", row.ref("excluded.application_id")),
              ]),
            ),
        )
        .compile(),
    );
    return withParameters(
      template,
      points.flatMap((point) => Object.values(point)),
    );
  }
}

type PointKey = Pick<Point, "device_id" | "series" | "time" | "frame">;

function pointOf(one: FrameMeasurements, series: string, value: number): Point {
  return {
    device_id: one.deviceId,
    series,
    time: one.time,
    frame: one.frame,
    tenant_id: one.tenantId,
    application_id: one.applicationId,
    value,
    made_by: one.madeBy,
  };
}
