import type { Cursor } from "@lorats/events";
import {
  alarmJson,
  alarmOf,
  VISIBLE_STATES,
  type Alarm,
  type AlarmId,
  type AlarmJson,
  type AlarmQuery,
  type AlarmStore,
  type AlarmWrite,
  type Page,
} from "@lorats/platform";
import { chunks } from "./chunks.ts";
import { inOrder, pageFrom, rowsFor } from "./listing.ts";
import { keepCursor, readCursor } from "./follower-cursor.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { Tables } from "./tables.ts";

type Row = Tables["alarms"];

/** Its cursor stands among those of the followers, and is saved with what it reflects. */
const FOLLOWER = "alarms";

export class SqlAlarmStore implements AlarmStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async save({ alarms, deleted, reached }: AlarmWrite): Promise<void> {
    const { build } = this.#db;
    const statements = alarms.map((alarm) => {
      const row = toRow(alarm);
      const { id: _, ...rest } = row;
      return build
        .insertInto("alarms")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet(rest))
        .compile();
    });
    const deletions = chunks(deleted).map((some) =>
      build.deleteFrom("alarms").where("id", "in", some).compile(),
    );
    const moves = reached === undefined ? [] : [keepCursor(this.#db, FOLLOWER, reached)];
    await this.#db.write([...statements, ...deletions, ...moves]);
  }

  reached(): Promise<Cursor | undefined> {
    return readCursor(this.#db, FOLLOWER);
  }

  async get(ids: readonly AlarmId[]): Promise<readonly Alarm[]> {
    const { build } = this.#db;
    const queries = chunks(ids).map((some) =>
      build.selectFrom("alarms").selectAll().where("id", "in", some).compile(),
    );
    return inOrder(ids, (await this.#db.read(queries)).flat().map(fromRow));
  }

  async active(): Promise<readonly Alarm[]> {
    const select = this.#db.build.selectFrom("alarms").selectAll().where("active", "=", 1n);
    return (await select.execute()).map(fromRow);
  }

  async list(query: AlarmQuery): Promise<Page<Alarm>> {
    const { after, limit, tenantId, states = VISIBLE_STATES, severities, code, subject } = query;
    let select = this.#db.build
      .selectFrom("alarms")
      .selectAll()
      .where("state", "in", [...states])
      .orderBy("id", "desc");
    if (after !== undefined) select = select.where("id", "<", after);
    if (tenantId !== undefined) select = select.where("tenant_id", "=", tenantId);
    if (severities) select = select.where("severity", "in", [...severities]);
    if (code !== undefined) select = select.where("code", "=", code);
    if (subject?.kind !== undefined) select = select.where("subject_kind", "=", subject.kind);
    if (subject?.id !== undefined) select = select.where("subject_id", "=", subject.id);
    return pageFrom(await select.limit(rowsFor(limit)).execute(), limit, fromRow);
  }
}

function toRow(alarm: Alarm): Row {
  const { id, tenantId, state, severity, code, subject } = alarm;
  return {
    id,
    tenant_id: tenantId,
    state,
    active: state === "cleared" ? 0n : 1n,
    severity,
    code,
    subject_kind: subject.kind,
    subject_id: subject.id,
    body: JSON.stringify(alarmJson(alarm)),
  };
}

function fromRow({ body }: Row): Alarm {
  return alarmOf(JSON.parse(body) as AlarmJson);
}
