import type { DeviceId } from "@lorats/base";
import type {
  FrameMeasurements,
  MeasurementPoint,
  MeasurementQuery,
  MeasurementStore,
  SeriesInfo,
} from "@lorats/platform";
import { chunks } from "./chunks.ts";
import { type KeptFrame, MeasurementChanges } from "./measurement-changes.ts";
import { MeasurementNames } from "./measurement-names.ts";
import { MeasurementWrites } from "./measurement-writes.ts";
import type { SqlDatabase } from "./sql-database.ts";
import { Templates, withParameters } from "./template.ts";

/**
 * Points, and roll-ups that are made anew out of them whenever one of their points changes: so nothing is counted twice,
 * however often a frame is measured. Whatever many frames need is done by few statements.
 */
export class SqlMeasurementStore implements MeasurementStore {
  readonly #db: SqlDatabase;
  readonly #names: MeasurementNames;
  readonly #writes: MeasurementWrites;
  readonly #templates = new Templates();
  /** Of the next frame that is new. Nobody else writes: one server has the database. */
  #nextNumber: number | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(db: SqlDatabase) {
    this.#db = db;
    this.#names = new MeasurementNames(db);
    this.#writes = new MeasurementWrites(db);
  }

  put(frames: readonly FrameMeasurements[]): Promise<void> {
    return this.#inTurn(() => this.#put(frames));
  }

  async series(deviceId: DeviceId): Promise<readonly SeriesInfo[]> {
    const rows = await this.#db.build
      .selectFrom("measurement_series as s")
      .where("s.device_id", "=", deviceId)
      .select((select) => {
        const points = select
          .selectFrom("measurement_points as p")
          .whereRef("p.series_id", "=", "s.id");
        return [
          "s.name as series",
          select
            .selectFrom("measurement_rollups as r")
            .whereRef("r.series_id", "=", "s.id")
            .where("r.hours", "=", 24n)
            .select((of) => of.fn.sum<bigint>("r.count").as("count"))
            .as("count"),
          points.select("p.time").orderBy("p.time").limit(1).as("first_at"),
          points.select("p.time").orderBy("p.time", "desc").limit(1).as("last_at"),
          points.select("p.value").orderBy("p.time", "desc").limit(1).as("last"),
        ];
      })
      .orderBy("s.name")
      .execute();
    // A series whose frames measure it no longer keeps its number.
    return rows.flatMap(({ series, count, first_at: firstAt, last_at: lastAt, last }) =>
      firstAt === null || lastAt === null
        ? []
        : { series, count: Number(count), firstAt, lastAt, last: Number(last) },
    );
  }

  async query(query: MeasurementQuery): Promise<readonly MeasurementPoint[]> {
    const { build } = this.#db;
    const { deviceId, series, resolution, from, to, limit } = query;
    const id = build
      .selectFrom("measurement_series")
      .select("id")
      .where("device_id", "=", deviceId)
      .where("name", "=", series);
    if (resolution === "raw") {
      const rows = await build
        .selectFrom("measurement_points as p")
        .innerJoin("measurement_frames as f", "f.number", "p.frame_number")
        .innerJoin("measurement_origins as o", "o.id", "f.origin_id")
        .select(["p.time", "p.value", "o.made_by"])
        .where("p.series_id", "=", id)
        .where("p.time", ">=", from)
        .where("p.time", "<", to)
        .orderBy("p.time")
        .limit(limit)
        .execute();
      return rows.map(({ time, value, made_by: madeBy }) => {
        return { time, count: 1, min: value, max: value, mean: value, madeBy };
      });
    }
    const rows = await build
      .selectFrom("measurement_rollups")
      .selectAll()
      .where("series_id", "=", id)
      .where("hours", "=", resolution === "hour" ? 1n : 24n)
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

  forget(deviceIds: readonly DeviceId[]): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#db.write(chunks(deviceIds).flatMap((some) => this.#forgetting(some)));
      } finally {
        this.#names.forget(deviceIds);
      }
    });
  }

  /** One after the other: what is there is read before others write. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  async #put(frames: readonly FrameMeasurements[]): Promise<void> {
    // Of a frame that is there twice, the later one holds.
    const latest = new Map(frames.map((one) => [one.frame, one]));
    const [names, kept] = await Promise.all([
      this.#names.of(frames),
      this.#kept([...latest.keys()]),
    ]);
    this.#nextNumber ??= await this.#freeNumber();
    const changes = new MeasurementChanges();
    for (const one of latest.values()) {
      const before = kept.get(one.frame);
      const number = before ? Number(before.number) : this.#nextNumber++;
      changes.add(one, names, number, before);
    }
    await this.#db.write(this.#writes.statements(changes));
  }

  async #kept(frames: readonly string[]): Promise<ReadonlyMap<string, KeptFrame>> {
    const queries = chunks(frames).map((some) => {
      const template = this.#templates.get(String(some.length), () =>
        this.#db.build
          .selectFrom("measurement_frames")
          .selectAll()
          .where("frame", "in", some)
          .compile(),
      );
      return withParameters(template, some);
    });
    const rows = (await this.#db.read(queries)).flat() as KeptFrame[];
    return new Map(rows.map((row) => [row.frame, row]));
  }

  async #freeNumber(): Promise<number> {
    const { last } = await this.#db.build
      .selectFrom("measurement_frames")
      .select((select) => select.fn.max<bigint | null>("number").as("last"))
      .executeTakeFirstOrThrow();
    return Number(last ?? 0n) + 1;
  }

  #forgetting(deviceIds: readonly DeviceId[]) {
    const { build } = this.#db;
    const series = build
      .selectFrom("measurement_series")
      .select("id")
      .where("device_id", "in", deviceIds);
    const frames = build
      .selectFrom("measurement_points")
      .select("frame_number")
      .where("series_id", "in", series);
    return [
      build.deleteFrom("measurement_frames").where("number", "in", frames).compile(),
      build.deleteFrom("measurement_points").where("series_id", "in", series).compile(),
      build.deleteFrom("measurement_rollups").where("series_id", "in", series).compile(),
      build.deleteFrom("measurement_series").where("device_id", "in", deviceIds).compile(),
    ];
  }
}
