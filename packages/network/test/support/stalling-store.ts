import type { DevAddr, DeviceId } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import { MemorySessionStore, type SessionRow, type SessionStore } from "@lorats/network";

/** A session store that can be told to lose what it is given: a disk that had not caught up when the power went. */
export class StallingStore implements SessionStore {
  readonly #disk = new MemorySessionStore();
  readonly #ahead = new MemorySessionStore();
  stalled = false;

  /** What a restart finds. */
  get disk(): MemorySessionStore {
    return this.#disk;
  }

  async byDevAddr(addrs: readonly DevAddr[]): Promise<ReadonlyMap<DevAddr, readonly SessionRow[]>> {
    return await this.#ahead.byDevAddr(addrs);
  }

  async byDevice(ids: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, SessionRow>> {
    return await this.#ahead.byDevice(ids);
  }

  async save(rows: readonly SessionRow[]): Promise<readonly DeviceId[]> {
    const conflicts = await this.#ahead.save(rows);
    if (!this.stalled) {
      const stored = await this.#disk.byDevice(rows.map(({ deviceId }) => deviceId));
      await this.#disk.save(
        rows.map((row) => ({ ...row, version: stored.get(row.deviceId)?.version ?? 0 })),
      );
    }
    return conflicts;
  }

  async delete(ids: readonly DeviceId[]): Promise<void> {
    await this.#ahead.delete(ids);
    await this.#disk.delete(ids);
  }

  async checkpoint(): Promise<Cursor | undefined> {
    return await this.#ahead.checkpoint();
  }

  async setCheckpoint(position: Cursor): Promise<void> {
    await this.#ahead.setCheckpoint(position);
    if (!this.stalled) await this.#disk.setCheckpoint(position);
  }
}
