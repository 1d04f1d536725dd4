import { type DevAddr, type DeviceId, InternalError, type TenantId } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import type { SessionRow, SessionStore } from "@lorats/network";
import type { CompiledQuery } from "kysely";
import { chunks } from "./chunks.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { SessionTable } from "./tables.ts";
import { withParameters } from "./template.ts";

const CHECKPOINT = "sessions";

export class SqlSessionStore implements SessionStore {
  readonly #db: SqlDatabase;
  #insert: CompiledQuery<unknown> | undefined;
  #update: CompiledQuery<unknown> | undefined;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async byDevAddr(
    devAddrs: readonly DevAddr[],
  ): Promise<ReadonlyMap<DevAddr, readonly SessionRow[]>> {
    const { build } = this.#db;
    const queries = chunks(devAddrs).flatMap((some) =>
      (["dev_addr_1", "dev_addr_2"] as const).map((column) =>
        build.selectFrom("sessions").selectAll().where(column, "in", some).compile(),
      ),
    );
    const wanted = new Set(devAddrs);
    const rows = new Map<DeviceId, SessionRow>();
    for (const found of await this.#db.read(queries)) {
      for (const row of found) rows.set(row.device_id as DeviceId, fromRow(row));
    }
    const byAddr = new Map<DevAddr, SessionRow[]>();
    for (const row of rows.values()) {
      for (const devAddr of new Set(row.devAddrs)) {
        if (!wanted.has(devAddr)) continue;
        const others = byAddr.get(devAddr);
        if (others) others.push(row);
        else byAddr.set(devAddr, [row]);
      }
    }
    return byAddr;
  }

  async byDevice(deviceIds: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, SessionRow>> {
    const { build } = this.#db;
    const queries = chunks(deviceIds).map((some) =>
      build.selectFrom("sessions").selectAll().where("device_id", "in", some).compile(),
    );
    const found = (await this.#db.read(queries)).flat();
    return new Map(found.map((row) => [row.device_id as DeviceId, fromRow(row)]));
  }

  async save(rows: readonly SessionRow[]): Promise<readonly DeviceId[]> {
    const outcome = await this.#db.write(rows.map((row) => this.#saveOne(row)));
    if (!outcome.ok) throw new InternalError("STORE_DEFECT", "a session broke a rule of its table");
    return rows.filter((_, i) => outcome.results[i]!.count === 0).map(({ deviceId }) => deviceId);
  }

  async delete(deviceIds: readonly DeviceId[]): Promise<void> {
    const { build } = this.#db;
    await this.#db.write(
      chunks(deviceIds).map((some) =>
        build.deleteFrom("sessions").where("device_id", "in", some).compile(),
      ),
    );
  }

  async checkpoint(): Promise<Cursor | undefined> {
    const { build } = this.#db;
    const [rows] = await this.#db.read([
      build.selectFrom("checkpoints").selectAll().where("name", "=", CHECKPOINT).compile(),
    ]);
    return rows[0]?.position as Cursor | undefined;
  }

  async setCheckpoint(position: Cursor): Promise<void> {
    const { build } = this.#db;
    const insert = build.insertInto("checkpoints").values({ name: CHECKPOINT, position });
    await this.#db.write([
      insert.onConflict((conflict) => conflict.column("name").doUpdateSet({ position })).compile(),
    ]);
  }

  #saveOne(row: SessionRow): CompiledQuery<unknown> {
    const values = toRow(row);
    const parameters = Object.values(values);
    if (row.version === 0) {
      this.#insert ??= this.#compileInsert(values);
      return withParameters(this.#insert, parameters);
    }
    this.#update ??= this.#compileUpdate(values);
    return withParameters(this.#update, [...parameters, row.deviceId, BigInt(row.version)]);
  }

  #compileInsert(values: SessionTable): CompiledQuery<unknown> {
    const insert = this.#db.build.insertInto("sessions").values(values);
    return insert.onConflict((conflict) => conflict.column("device_id").doNothing()).compile();
  }

  #compileUpdate(values: SessionTable): CompiledQuery<unknown> {
    return this.#db.build
      .updateTable("sessions")
      .set(values)
      .where("device_id", "=", values.device_id)
      .where("version", "=", values.version)
      .compile();
  }
}

function toRow({
  deviceId,
  tenantId,
  devAddrs,
  version,
  position,
  state,
}: SessionRow): SessionTable {
  const [first, second, ...more] = devAddrs;
  if (more.length > 0) {
    throw new InternalError("STORE_DEFECT", "a device has at most two addresses at a time");
  }
  return {
    device_id: deviceId,
    tenant_id: tenantId,
    dev_addr_1: first ?? null,
    dev_addr_2: second ?? null,
    version: BigInt(version) + 1n,
    position,
    state,
  };
}

function fromRow(row: SessionTable): SessionRow {
  const { dev_addr_1, dev_addr_2 } = row;
  return {
    deviceId: row.device_id as DeviceId,
    tenantId: row.tenant_id as TenantId,
    devAddrs: [dev_addr_1, dev_addr_2].filter((addr) => addr !== null) as DevAddr[],
    version: Number(row.version),
    position: row.position as Cursor,
    state: row.state,
  };
}
