import { bucketOf } from "@lorats/platform";
import { sql, type CompiledQuery } from "kysely";
import { pieces } from "./chunks.ts";
import type { SqlDatabase } from "./sql-database.ts";
import { Templates, withParameters } from "./template.ts";

const SIZE_NS = { hour: 3_600_000_000_000n, day: 86_400_000_000_000n } as const;
type Size = keyof typeof SIZE_NS;

/** A roll-up that has to be made anew. */
interface Bucket {
  readonly deviceId: string;
  readonly series: string;
  readonly start: bigint;
}

/** Hours or days of series. */
export class Buckets {
  readonly #all = new Map<string, Bucket>();

  constructor(buckets: Iterable<Bucket> = []) {
    for (const bucket of buckets) this.add(bucket);
  }

  add(bucket: Bucket): void {
    this.#all.set(`${bucket.deviceId}/${bucket.start}/${bucket.series}`, bucket);
  }

  all(): readonly Bucket[] {
    return [...this.#all.values()];
  }

  /** The days that these hours are in. */
  days(): Buckets {
    return new Buckets(
      this.all().map(({ deviceId, series, start }) => {
        return { deviceId, series, start: bucketOf(start, "day") };
      }),
    );
  }
}

/** Makes roll-ups anew: hours out of points, days out of hours. */
export class MeasurementRollups {
  readonly #db: SqlDatabase;
  readonly #templates = new Templates();

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  /** @param emptied those among the hours that may hold nothing any more */
  statements(hours: Buckets, emptied: Buckets): readonly CompiledQuery<unknown>[] {
    return [
      ...this.#clear("hour", emptied),
      ...this.#fill("hour", hours),
      ...this.#clear("day", emptied.days()),
      ...this.#fill("day", hours.days()),
    ];
  }

  #clear(size: Size, buckets: Buckets): readonly CompiledQuery<unknown>[] {
    return buckets
      .all()
      .map(({ deviceId, series, start }) =>
        this.#db.build
          .deleteFrom("measurement_rollups")
          .where("device_id", "=", deviceId)
          .where("series", "=", series)
          .where("size", "=", size)
          .where("start", "=", start)
          .compile(),
      );
  }

  #fill(size: Size, buckets: Buckets): readonly CompiledQuery<unknown>[] {
    return pieces(buckets.all(), this.#db.rowsAtOnce).map((some) => {
      const parameters = some.flatMap(({ deviceId, series, start }) => [deviceId, series, start]);
      const template = this.#templates.get(`${size} ${some.length}`, () =>
        fillOf(size, some).compile(this.#db.build),
      );
      return withParameters(template, parameters);
    });
  }
}

const SOURCES = {
  hour: sql`
    select stale.device_id, stale.series, 'hour', stale.start,
      count(*), min(p.value), max(p.value), sum(p.value)
    from stale cross join measurement_points as p
    where p.device_id = stale.device_id and p.series = stale.series
      and p.time >= stale.start and p.time < stale.start + ${sql.lit(SIZE_NS.hour)}`,
  day: sql`
    select stale.device_id, stale.series, 'day', stale.start,
      sum(p.count), min(p.low), max(p.high), sum(p.total)
    from stale cross join measurement_rollups as p
    where p.device_id = stale.device_id and p.series = stale.series and p.size = 'hour'
      and p.start >= stale.start and p.start < stale.start + ${sql.lit(SIZE_NS.day)}`,
} as const;

function fillOf(size: Size, buckets: readonly Bucket[]) {
  const rows = buckets.map(
    ({ deviceId, series, start }) => sql`(${deviceId}, ${series}, cast(${start} as bigint))`,
  );
  return sql`
    with stale (device_id, series, start) as (values ${sql.join(rows)})
    insert into measurement_rollups (device_id, series, size, start, count, low, high, total)
    ${SOURCES[size]}
    group by stale.device_id, stale.series, stale.start
    on conflict (device_id, series, size, start) do update set
      count = excluded.count, low = excluded.low, high = excluded.high, total = excluded.total`;
}
