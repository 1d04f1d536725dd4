import type { Instant, TenantId } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import {
  NO_USAGE,
  WHOLE_TENANT,
  type UsageHour,
  type UsageQuery,
  type UsageStore,
} from "@lorats/platform";
import { sql } from "kysely";
import { keepCursor, readCursor } from "./follower-cursor.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { Tables } from "./tables.ts";

type Row = Tables["usage_hours"];
const COUNTS = ["calls", "refusals", "events_out", "bytes", "events_in", "stored"] as const;
/** Stands among the cursors of those who publish. */
const FOLLOWER = "usage";

export class SqlUsageStore implements UsageStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async add(hours: readonly UsageHour[], cursor?: Cursor): Promise<void> {
    const { build } = this.#db;
    const adding = hours.map((one) =>
      build
        .insertInto("usage_hours")
        .values(rowOf(one))
        .onConflict((conflict) =>
          conflict
            .columns(["tenant_id", "subject", "hour"])
            .doUpdateSet(
              Object.fromEntries(
                COUNTS.map((count) => [
                  count,
                  sql`${sql.ref(`usage_hours.${count}`)} + ${sql.ref(`excluded.${count}`)}`,
                ]),
              ),
            ),
        )
        .compile(),
    );
    const keeping = cursor === undefined ? [] : [keepCursor(this.#db, FOLLOWER, cursor)];
    await this.#db.write([...adding, ...keeping]);
  }

  cursor(): Promise<Cursor | undefined> {
    return readCursor(this.#db, FOLLOWER);
  }

  async query({ tenantId, subject, from, to, limit }: UsageQuery): Promise<readonly UsageHour[]> {
    let select = this.#db.build
      .selectFrom("usage_hours")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .where("hour", ">=", from)
      .where("hour", "<", to)
      .orderBy("hour")
      .orderBy("subject");
    if (subject !== undefined) select = select.where("subject", "=", subject);
    return (await select.limit(limit).execute()).map(fromRow);
  }

  async totals(at: Instant): ReturnType<UsageStore["totals"]> {
    const { build } = this.#db;
    const whole = build.selectFrom("usage_hours").where("subject", "=", WHOLE_TENANT);
    const [sums, hours] = await this.#db.read([
      whole
        .select(["tenant_id", sql<bigint>`cast(sum(stored) as bigint)`.as("stored")])
        .groupBy("tenant_id")
        .compile(),
      whole.selectAll().where("hour", "=", at).compile(),
    ]);
    const now = new Map(hours.map((row) => [row.tenant_id, countsOf(row)]));
    return new Map(
      sums.map(({ tenant_id: tenantId, stored }) => [
        tenantId as TenantId,
        { stored: Number(stored), hour: now.get(tenantId) ?? NO_USAGE },
      ]),
    );
  }
}

function rowOf(one: UsageHour): Row {
  return {
    tenant_id: one.tenantId,
    subject: one.subject,
    hour: one.hour,
    calls: BigInt(one.calls),
    refusals: BigInt(one.refusals),
    events_out: BigInt(one.eventsOut),
    bytes: BigInt(one.bytes),
    events_in: BigInt(one.eventsIn),
    stored: BigInt(one.stored),
  };
}

function countsOf(row: Row) {
  return {
    calls: Number(row.calls),
    refusals: Number(row.refusals),
    eventsOut: Number(row.events_out),
    bytes: Number(row.bytes),
    eventsIn: Number(row.events_in),
    stored: Number(row.stored),
  };
}

function fromRow(row: Row): UsageHour {
  const { tenant_id: tenantId, subject, hour } = row;
  return { ...countsOf(row), tenantId: tenantId as TenantId, subject, hour };
}
