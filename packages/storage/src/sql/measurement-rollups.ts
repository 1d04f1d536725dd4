import { bucketOf } from "@lorats/platform";
import { type CompiledQuery, type RawBuilder, sql } from "kysely";
import type { ManyRows, SqlDatabase } from "./sql-database.ts";
import { Templates } from "./template.ts";

const NS_PER_HOUR = 3_600_000_000_000n;
/** Hours of a roll-up. */
type Size = 1 | 24;

/** Hours or days of series. */
export class Hours {
  readonly #starts = new Map<number, Set<bigint>>();

  add(series: number, start: bigint): void {
    const starts = this.#starts.get(series);
    if (starts) starts.add(start);
    else this.#starts.set(series, new Set([start]));
  }

  /** The days that these hours are in. */
  days(): Hours {
    const days = new Hours();
    for (const [series, starts] of this.#starts) {
      for (const start of starts) days.add(series, bucketOf(start, "day"));
    }
    return days;
  }

  /** Series and starts, by series. */
  columns(): readonly [BigInt64Array<ArrayBuffer>, BigInt64Array<ArrayBuffer>] {
    const rows = [...this.#starts].toSorted(([a], [b]) => a - b);
    const series = rows.flatMap(([id, starts]) => Array.from(starts, () => BigInt(id)));
    return [
      BigInt64Array.from(series),
      BigInt64Array.from(rows.flatMap(([, some]) => Array.from(some))),
    ];
  }
}

/**
 * Makes roll-ups anew: hours out of points, days out of hours. Each statement writes one row in place of an `insert … select`:
 * SQLite keeps for those what would undo them, and looks through all of it after each statement of a long transaction.
 */
export class MeasurementRollups {
  readonly #db: SqlDatabase;
  readonly #templates = new Templates();

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  /** @param emptied those among the hours that may hold nothing any more */
  statements(hours: Hours, emptied: Hours): readonly ManyRows[] {
    return [...this.#anew(1, hours, emptied), ...this.#anew(24, hours.days(), emptied.days())];
  }

  #anew(size: Size, hours: Hours, emptied: Hours): readonly ManyRows[] {
    const columns = hours.columns();
    return [
      { columns, statement: (rows) => this.#statement("begin", size, rows, beginning) },
      { columns, statement: (rows) => this.#statement("fill", size, rows, filling) },
      {
        columns: emptied.columns(),
        statement: (rows) => this.#statement("clear", size, rows, clearing),
      },
    ];
  }

  #statement(name: string, size: Size, rows: number, of: Writing): CompiledQuery<unknown> {
    return this.#templates.get(`${name} ${size} ${rows}`, () =>
      of(size, Array.from({ length: rows })).compile(this.#db.build),
    );
  }
}

type Writing = (size: Size, rows: readonly unknown[]) => RawBuilder<unknown>;

const beginning: Writing = (size, rows) => {
  const row = sql`(${0n}, ${sql.lit(size)}, ${0n}, 0, 0, 0, 0)`;
  return sql`
    insert into measurement_rollups (series_id, hours, start, count, low, high, total)
    values ${sql.join(rows.map(() => row))}
    on conflict (series_id, hours, start) do nothing`;
};

const filling: Writing = (size, rows) => sql`
  update measurement_rollups set (count, low, high, total) = (${SOURCES[size]})
  where ${placed(size, rows)}`;

const clearing: Writing = (size, rows) => sql`
  delete from measurement_rollups where count = 0 and (${placed(size, rows)})`;

function placed(size: Size, rows: readonly unknown[]): RawBuilder<unknown> {
  const row = sql`series_id = ${0n} and hours = ${sql.lit(size)} and start = ${0n}`;
  return sql.join(
    rows.map(() => row),
    sql` or `,
  );
}

const SOURCES: Readonly<Record<Size, RawBuilder<unknown>>> = {
  1: sql`
    select count(*), coalesce(min(p.value), 0), coalesce(max(p.value), 0), coalesce(sum(p.value), 0)
    from measurement_points as p
    where p.series_id = measurement_rollups.series_id
      and p.time >= measurement_rollups.start
      and p.time < measurement_rollups.start + ${sql.lit(NS_PER_HOUR)}`,
  24: sql`
    select coalesce(sum(p.count), 0), coalesce(min(p.low), 0), coalesce(max(p.high), 0),
      coalesce(sum(p.total), 0)
    from measurement_rollups as p
    where p.series_id = measurement_rollups.series_id and p.hours = 1
      and p.start >= measurement_rollups.start
      and p.start < measurement_rollups.start + ${sql.lit(24n * NS_PER_HOUR)}`,
};
