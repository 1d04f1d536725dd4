import type { Compilable } from "kysely";
import type { MeasurementChanges } from "./measurement-changes.ts";
import { MeasurementRollups } from "./measurement-rollups.ts";
import type { Column, ManyRows, SqlDatabase } from "./sql-database.ts";
import { Templates } from "./template.ts";

/** The statements that keep changes of measurements, all in one transaction. */
export class MeasurementWrites {
  readonly #db: SqlDatabase;
  readonly #rollups: MeasurementRollups;
  readonly #templates = new Templates();

  constructor(db: SqlDatabase) {
    this.#db = db;
    this.#rollups = new MeasurementRollups(db);
  }

  statements(changes: MeasurementChanges): readonly ManyRows[] {
    const all = [
      this.#removePoints(changes),
      this.#putPoints(changes),
      this.#removeFrames(changes),
      this.#putFrames(changes),
      ...this.#rollups.statements(changes.hours, changes.emptied),
    ];
    return all.filter(({ columns }) => columns[0]!.length > 0);
  }

  #removePoints({ gonePoints }: MeasurementChanges): ManyRows {
    const columns = [
      integers(gonePoints, ({ series }) => series),
      integers(gonePoints, ({ time }) => time),
      integers(gonePoints, ({ frame }) => frame),
    ];
    return this.#many("remove points", columns, (rows) =>
      this.#db.build
        .deleteFrom("measurement_points")
        .where((row) =>
          row.or(
            Array.from({ length: rows }, () =>
              row.and([
                row("series_id", "=", 0n),
                row("time", "=", 0n),
                row("frame_number", "=", 0n),
              ]),
            ),
          ),
        ),
    );
  }

  /** Series by series: neighbours are written together. */
  #putPoints({ points }: MeasurementChanges): ManyRows {
    const sorted = points.toSorted((a, b) => a.series - b.series);
    const columns = [
      integers(sorted, ({ series }) => series),
      integers(sorted, ({ time }) => time),
      integers(sorted, ({ frame }) => frame),
      Float64Array.from(sorted, ({ value }) => value),
    ];
    const row = { series_id: 0n, time: 0n, frame_number: 0n, value: 0 };
    return this.#many("put points", columns, (rows) =>
      this.#db.build
        .insertInto("measurement_points")
        .values(Array.from({ length: rows }, () => row))
        .onConflict((conflict) =>
          conflict
            .columns(["series_id", "time", "frame_number"])
            .doUpdateSet((set) => ({ value: set.ref("excluded.value") })),
        ),
    );
  }

  #removeFrames({ goneFrames }: MeasurementChanges): ManyRows {
    const columns = [integers(goneFrames, (number) => number)];
    return this.#many("remove frames", columns, (rows) =>
      this.#db.build.deleteFrom("measurement_frames").where(
        "number",
        "in",
        Array.from({ length: rows }, () => 0n),
      ),
    );
  }

  #putFrames({ frames }: MeasurementChanges): ManyRows {
    const columns = [
      integers(frames, ({ number }) => number),
      frames.map(({ frame }) => frame),
      integers(frames, ({ time }) => time),
      frames.map(({ said }) => said),
      integers(frames, ({ origin }) => origin),
    ];
    const row = { number: 0n, frame: "", time: 0n, said: "", origin_id: 0n };
    return this.#many("put frames", columns, (rows) =>
      this.#db.build
        .insertInto("measurement_frames")
        .values(Array.from({ length: rows }, () => row))
        .onConflict((conflict) =>
          conflict.column("number").doUpdateSet((set) => ({
            time: set.ref("excluded.time"),
            said: set.ref("excluded.said"),
            origin_id: set.ref("excluded.origin_id"),
          })),
        ),
    );
  }

  #many(name: string, columns: readonly Column[], build: (rows: number) => Compilable): ManyRows {
    const statement = (rows: number) =>
      this.#templates.get(`${name} ${rows}`, () => build(rows).compile());
    return { columns, statement };
  }
}

function integers<T>(
  rows: readonly T[],
  of: (row: T) => number | bigint,
): BigInt64Array<ArrayBuffer> {
  const column = new BigInt64Array(rows.length);
  for (const [at, row] of rows.entries()) column[at] = BigInt(of(row));
  return column;
}
