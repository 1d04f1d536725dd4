import { CallerError, type DeviceId, InternalError, type TenantId } from "@lorats/base";
import { type DownlinkQueue, MAX_QUEUE_LENGTH, type QueueItem } from "@lorats/network";
import { chunks } from "./chunks.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { DownlinkQueueTable } from "./tables.ts";

export class SqlDownlinkQueue implements DownlinkQueue {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async add(items: readonly QueueItem[]): Promise<void> {
    const { build } = this.#db;
    const inserts = items.map((item) =>
      build.insertInto("downlink_queue").values(toRow(item)).compile(),
    );
    // Guards run after the inserts: a device whose queue is now too long undoes them all.
    const guards = [...new Set(items.map(({ deviceId }) => deviceId))].map((deviceId) => {
      const beyond = build
        .selectFrom("downlink_queue")
        .select("id")
        .where("device_id", "=", deviceId)
        .limit(1)
        .offset(MAX_QUEUE_LENGTH);
      return { query: beyond.compile(), expect: 0 };
    });
    const outcome = await this.#db.write([...inserts, ...guards]);
    if (outcome.ok) return;
    if (outcome.statement >= items.length) {
      throw new CallerError("NS_QUEUE_FULL", `${MAX_QUEUE_LENGTH} downlinks wait already`);
    }
    const { id } = items[outcome.statement]!;
    throw new CallerError("NS_QUEUE_DUPLICATE", `a queued downlink has the id ${id} already`);
  }

  async peek(
    deviceIds: readonly DeviceId[],
    limit: number,
  ): Promise<ReadonlyMap<DeviceId, readonly QueueItem[]>> {
    const { build } = this.#db;
    const queries = deviceIds.map((deviceId) =>
      build
        .selectFrom("downlink_queue")
        .selectAll()
        .where("device_id", "=", deviceId)
        .orderBy("number")
        .limit(limit)
        .compile(),
    );
    const found = await this.#db.read(queries);
    const queues = found.map((rows, i) => [deviceIds[i]!, rows.map(fromRow)] as const);
    return new Map(queues.filter(([, items]) => items.length > 0));
  }

  async waiting(): Promise<readonly DeviceId[]> {
    const { build } = this.#db;
    const query = build.selectFrom("downlink_queue").select("device_id").distinct();
    const [rows] = await this.#db.read([query.compile()]);
    return rows.map(({ device_id }) => device_id as DeviceId);
  }

  async update(items: readonly QueueItem[]): Promise<void> {
    const { build } = this.#db;
    await this.#db.write(
      items.map((item) =>
        build
          .updateTable("downlink_queue")
          .set(toRow(item))
          .where("id", "=", item.id)
          .where("device_id", "=", item.deviceId)
          .compile(),
      ),
    );
  }

  async remove(ids: readonly string[]): Promise<void> {
    const { build } = this.#db;
    await this.#db.write(
      chunks(ids).map((some) =>
        build.deleteFrom("downlink_queue").where("id", "in", some).compile(),
      ),
    );
  }

  async flush(deviceIds: readonly DeviceId[]): Promise<readonly QueueItem[]> {
    const { build } = this.#db;
    const outcome = await this.#db.write(
      chunks(deviceIds).map((some) =>
        build.deleteFrom("downlink_queue").where("device_id", "in", some).returningAll().compile(),
      ),
    );
    if (!outcome.ok) throw new InternalError("STORE_DEFECT", "a delete broke a rule of its table");
    const rows = outcome.results.flatMap((result) => result.rows as (Row & { number: bigint })[]);
    return rows.toSorted((a, b) => Number(a.number - b.number)).map(fromRow);
  }
}

type Row = DownlinkQueueTable;

function toRow(item: QueueItem): Row {
  const { pendingFCnt } = item;
  return {
    id: item.id,
    tenant_id: item.tenantId,
    device_id: item.deviceId,
    f_port: BigInt(item.fPort),
    payload: item.payload,
    confirmed: item.confirmed ? 1n : 0n,
    created_at: item.createdAt,
    expires_at: item.expiresAt ?? null,
    attempts_left: BigInt(item.attemptsLeft),
    pending_f_cnt: pendingFCnt === undefined ? null : BigInt(pendingFCnt),
    pending_until: item.pendingUntil ?? null,
  };
}

function fromRow(row: Row): QueueItem {
  return {
    id: row.id,
    tenantId: row.tenant_id as TenantId,
    deviceId: row.device_id as DeviceId,
    fPort: Number(row.f_port),
    payload: row.payload,
    confirmed: row.confirmed !== 0n,
    createdAt: row.created_at,
    attemptsLeft: Number(row.attempts_left),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.pending_f_cnt !== null && { pendingFCnt: Number(row.pending_f_cnt) }),
    ...(row.pending_until !== null && { pendingUntil: row.pending_until }),
  };
}
