import type { DevAddr, DeviceId } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import type { SessionRow, SessionStore } from "./session-store.ts";

/** Sessions in memory, for tests and simulations. */
export class MemorySessionStore implements SessionStore {
  readonly #rows = new Map<DeviceId, SessionRow>();
  readonly #byAddr = new Map<DevAddr, Set<DeviceId>>();
  #checkpoint: Cursor | undefined;

  async byDevAddr(
    devAddrs: readonly DevAddr[],
  ): Promise<ReadonlyMap<DevAddr, readonly SessionRow[]>> {
    const found = new Map<DevAddr, readonly SessionRow[]>();
    for (const addr of devAddrs) {
      const ids = this.#byAddr.get(addr);
      if (ids?.size)
        found.set(
          addr,
          [...ids].map((id) => this.#rows.get(id)!),
        );
    }
    return found;
  }

  async byDevice(deviceIds: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, SessionRow>> {
    const found = new Map<DeviceId, SessionRow>();
    for (const id of deviceIds) {
      const row = this.#rows.get(id);
      if (row) found.set(id, row);
    }
    return found;
  }

  async save(rows: readonly SessionRow[]): Promise<readonly DeviceId[]> {
    const conflicts: DeviceId[] = [];
    for (const row of rows) {
      const stored = this.#rows.get(row.deviceId);
      if ((stored?.version ?? 0) === row.version) this.#put(row, stored);
      else conflicts.push(row.deviceId);
    }
    return conflicts;
  }

  async delete(deviceIds: readonly DeviceId[]): Promise<void> {
    for (const id of deviceIds) {
      const stored = this.#rows.get(id);
      if (stored) this.#unlink(stored);
      this.#rows.delete(id);
    }
  }

  async checkpoint(): Promise<Cursor | undefined> {
    return this.#checkpoint;
  }

  async setCheckpoint(position: Cursor): Promise<void> {
    this.#checkpoint = position;
  }

  #put(row: SessionRow, stored: SessionRow | undefined): void {
    if (stored) this.#unlink(stored);
    this.#rows.set(row.deviceId, { ...row, version: row.version + 1, state: row.state.slice() });
    for (const addr of row.devAddrs) {
      const ids = this.#byAddr.get(addr) ?? new Set();
      this.#byAddr.set(addr, ids.add(row.deviceId));
    }
  }

  #unlink(row: SessionRow): void {
    for (const addr of row.devAddrs) {
      const ids = this.#byAddr.get(addr)!;
      ids.delete(row.deviceId);
      if (ids.size === 0) this.#byAddr.delete(addr);
    }
  }
}
