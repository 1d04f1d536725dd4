import type { DevAddr, DeviceId, TenantId } from "@lorats/base";
import type { Cursor } from "@lorats/events";

/**
 * What the network knows of a device: its session, a session that waits for its first frame, the DevNonces it
 * used. One row a device; `state` is encoded by this room and nobody else's business.
 */
export interface SessionRow {
  readonly deviceId: DeviceId;
  readonly tenantId: TenantId;
  /** Addresses under which the device may send: none, one, or two while a new session waits. */
  readonly devAddrs: readonly DevAddr[];
  /** The version it was read with; 0 for a row that does not exist yet. */
  readonly version: number;
  /** The newest event of this device that the row reflects. */
  readonly position: Cursor;
  readonly state: Uint8Array;
}

/**
 * Sessions, by device and by address. Rows may lag behind the log; they are brought up to date from it, starting
 * at the checkpoint.
 */
export interface SessionStore {
  byDevAddr(devAddrs: readonly DevAddr[]): Promise<ReadonlyMap<DevAddr, readonly SessionRow[]>>;
  byDevice(deviceIds: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, SessionRow>>;
  /**
   * Stores each row whose version is still the stored one, as version + 1, and returns the ids of the others,
   * which are left alone. Rows are independent of each other.
   */
  save(rows: readonly SessionRow[]): Promise<readonly DeviceId[]>;
  delete(deviceIds: readonly DeviceId[]): Promise<void>;
  /** Every row reflects the log up to here. Absent before the first checkpoint. */
  checkpoint(): Promise<Cursor | undefined>;
  setCheckpoint(position: Cursor): Promise<void>;
}
