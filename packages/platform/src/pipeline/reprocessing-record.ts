import type { ApplicationId, DeviceId } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import type { Item } from "../item-store.ts";

/** A recomputation that people asked for, and how far it has come; `createdAt` is when. Instants are RFC 3339. */
export interface ReprocessingRecord extends Item {
  readonly from: string;
  readonly applicationId?: ApplicationId | undefined;
  readonly deviceId?: DeviceId | undefined;
  readonly state: "running" | "done" | "failed" | "cancelled";
  readonly uplinks: number;
  readonly measured: number;
  readonly done: number;
  readonly reachedAt?: string | undefined;
  readonly before?: Cursor | undefined;
  readonly error?: string | undefined;
}
