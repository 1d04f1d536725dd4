import type { DevAddr, DeviceId, TenantId } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import {
  type DeviceState,
  NEW_DEVICE,
  decodeState,
  encodeState,
  sessionsOf,
} from "../device/state.ts";
import type { SessionRow, SessionStore } from "../ports/session-store.ts";
import { BoundedMap } from "./bounded-map.ts";
import type { Ticket } from "./checkpoints.ts";

/** A device in memory. */
export interface WarmDevice {
  readonly id: DeviceId;
  readonly state: DeviceState;
}

interface Warm extends WarmDevice {
  readonly tenantId: TenantId;
  state: DeviceState;
  position: Cursor;
  /** Of the stored row. */
  version: number;
}

/** What to do with a row that cannot be read. */
export interface DamagedRows {
  readonly rebuild: (
    id: DeviceId,
  ) => Promise<{ readonly state: DeviceState; readonly position: Cursor } | undefined>;
  readonly damaged: (error: unknown) => void;
}

/** Rows that are made and written in one piece: the event loop takes its turn between two. */
const SAVED_AT_ONCE = 128;

/** What has to be written, and which appends that settles. */
interface Dirty {
  readonly tickets: Ticket[];
}

/**
 * Device states in memory, read from the store when first needed and written back behind the log. This process
 * owns them: nobody else writes rows while it runs.
 */
export class WarmDevices {
  readonly #store: SessionStore;
  readonly #capacity: number;
  readonly #damage: DamagedRows;
  readonly #warm = new Map<DeviceId, Warm>();
  readonly #byAddr = new Map<DevAddr, Warm[]>();
  /** Addresses whose stored rows are all in memory, with or without any. */
  readonly #loadedAddrs: BoundedMap<DevAddr, true>;
  #dirty = new Map<DeviceId, Dirty>();
  /** What was dirty, and is being written. */
  #written: ReadonlyMap<DeviceId, Dirty> = new Map();
  #saving: Promise<void> | undefined;

  constructor(store: SessionStore, capacity: number, damage: DamagedRows) {
    this.#store = store;
    this.#damage = damage;
    this.#capacity = capacity;
    this.#loadedAddrs = new BoundedMap(4 * capacity);
  }

  get size(): number {
    return this.#warm.size;
  }

  get dirtyCount(): number {
    return this.#dirty.size;
  }

  async loadAddrs(addrs: Iterable<DevAddr>): Promise<void> {
    const missing = [...new Set(addrs)].filter((addr) => !this.#loadedAddrs.get(addr));
    if (missing.length === 0) return;
    const found = await this.#store.byDevAddr(missing);
    for (const rows of found.values()) for (const row of rows) await this.#admit(row);
    for (const addr of missing) this.#loadedAddrs.set(addr, true);
  }

  async loadDevices(ids: Iterable<DeviceId>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#warm.has(id));
    if (missing.length === 0) return;
    for (const row of (await this.#store.byDevice(missing)).values()) await this.#admit(row);
  }

  /** The devices on an address whose rows were loaded. HOT PATH: addresses are crowded. */
  onAddr(addr: DevAddr): readonly WarmDevice[] {
    return this.#byAddr.get(addr) ?? [];
  }

  /** A device's state; that of a new device when there is no row. */
  state(id: DeviceId): DeviceState {
    return this.#warm.get(id)?.state ?? NEW_DEVICE;
  }

  position(id: DeviceId): Cursor | undefined {
    return this.#warm.get(id)?.position;
  }

  /** Takes a new state, to be written soon. The ticket is settled by {@link save}. */
  put(id: DeviceId, tenantId: TenantId, state: DeviceState, at: Cursor, ticket?: Ticket): void {
    const known = this.#warm.get(id);
    const warm = known ?? { id, tenantId, state, position: at, version: 0 };
    const moved = !known || addrsOf(known.state) !== addrsOf(state);
    if (known && moved) this.#unlink(known);
    Object.assign(warm, { state, position: at });
    // To the end: devices that were quiet longest come first.
    this.#warm.delete(id);
    this.#warm.set(id, warm);
    if (moved) this.#link(warm);
    const dirty = this.#dirty.get(id) ?? { tickets: [] };
    if (ticket !== undefined) dirty.tickets.push(ticket);
    this.#dirty.set(id, dirty);
  }

  /** Forgets devices that were deleted, and returns the tickets that this settles. */
  async remove(ids: readonly DeviceId[]): Promise<readonly Ticket[]> {
    await this.#saving;
    const tickets = ids.flatMap((id) => this.#dirty.get(id)?.tickets ?? []);
    for (const id of ids) {
      const known = this.#warm.get(id);
      if (known) this.#unlink(known);
      this.#warm.delete(id);
      this.#dirty.delete(id);
    }
    await this.#store.delete(ids);
    return tickets;
  }

  /** Writes what changed. Calls `settled` for the tickets that are now in rows. One save runs at a time. */
  async save(settled: (tickets: readonly Ticket[]) => void): Promise<void> {
    await this.#saving;
    if (this.#dirty.size === 0) return;
    this.#saving = this.#saveNow(settled);
    try {
      await this.#saving;
    } finally {
      this.#saving = undefined;
    }
  }

  async #saveNow(settled: (tickets: readonly Ticket[]) => void): Promise<void> {
    const batch = this.#dirty;
    this.#dirty = new Map();
    this.#written = batch;
    try {
      const ids = [...batch.keys()];
      for (let i = 0; i < ids.length; i += SAVED_AT_ONCE) {
        await this.#saveRows(ids.slice(i, i + SAVED_AT_ONCE));
      }
    } catch (error) {
      this.#giveBack(batch);
      throw error;
    } finally {
      this.#written = new Map();
    }
    settled([...batch.values()].flatMap(({ tickets }) => tickets));
  }

  async #saveRows(ids: readonly DeviceId[]): Promise<void> {
    const rows = ids.map((id) => this.#rowOf(id));
    const conflicts = new Set(await this.#store.save(rows));
    for (const row of rows) {
      const warm = this.#warm.get(row.deviceId);
      if (conflicts.has(row.deviceId)) await this.#overwrite(row.deviceId);
      else if (warm) warm.version = row.version + 1;
    }
  }

  /** Somebody else wrote the row. The log is the truth and this process folded it: its state stands. */
  async #overwrite(id: DeviceId): Promise<void> {
    const stored = (await this.#store.byDevice([id])).get(id);
    const warm = this.#warm.get(id);
    if (!warm) return;
    warm.version = stored?.version ?? 0;
    const conflicts = await this.#store.save([this.#rowOf(id)]);
    if (conflicts.length === 0) warm.version++;
    else if (!this.#dirty.has(id)) this.#dirty.set(id, { tickets: [] });
  }

  #giveBack(batch: ReadonlyMap<DeviceId, Dirty>): void {
    for (const [id, { tickets }] of batch) {
      const newer = this.#dirty.get(id)?.tickets ?? [];
      this.#dirty.set(id, { tickets: [...tickets, ...newer] });
    }
  }

  #rowOf(id: DeviceId): SessionRow {
    const { tenantId, state, position, version } = this.#warm.get(id)!;
    const devAddrs = [...new Set(sessionsOf(state).map(({ devAddr }) => devAddr))];
    return { deviceId: id, tenantId, devAddrs, version, position, state: encodeState(state) };
  }

  async #admit(row: SessionRow): Promise<void> {
    if (this.#warm.has(row.deviceId)) return;
    const { deviceId: id, tenantId, version } = row;
    let known: { readonly state: DeviceState; readonly position: Cursor } | undefined;
    try {
      known = { state: decodeState(row.state), position: row.position };
    } catch (error) {
      this.#damage.damaged(error);
      known = await this.#damage.rebuild(id);
    }
    if (!known || this.#warm.has(id)) return;
    const warm = { id, tenantId, ...known, version };
    this.#warm.set(id, warm);
    this.#link(warm);
  }

  #link(warm: Warm): void {
    for (const { devAddr } of sessionsOf(warm.state)) {
      const there = this.#byAddr.get(devAddr);
      if (!there) this.#byAddr.set(devAddr, [warm]);
      else if (!there.includes(warm)) there.push(warm);
    }
  }

  #unlink(warm: Warm): void {
    for (const { devAddr } of sessionsOf(warm.state)) {
      const there = this.#byAddr.get(devAddr);
      const at = there?.indexOf(warm) ?? -1;
      if (at >= 0) there!.splice(at, 1);
      if (there?.length === 0) this.#byAddr.delete(devAddr);
    }
  }

  /**
   * Drops the devices that were quiet longest, never one that is not written yet. Only between two decisions: what
   * a decision has brought into memory has to stay there until it is made.
   */
  evict(): void {
    let excess = this.#warm.size - this.#capacity;
    if (excess <= 0) return;
    for (const [id, warm] of this.#warm) {
      if (excess <= 0) return;
      if (this.#dirty.has(id) || this.#written.has(id)) continue;
      this.#unlink(warm);
      this.#warm.delete(id);
      for (const { devAddr } of sessionsOf(warm.state)) this.#loadedAddrs.delete(devAddr);
      excess--;
    }
  }
}

function addrsOf({ session, pending }: DeviceState): string {
  return `${session?.devAddr ?? ""} ${pending?.devAddr ?? ""}`;
}
