import type { Instant, TenantId } from "@lorats/base";

/** What every stored thing has. `version` counts its changes from 1 and guards updates (compare-and-set). */
export interface Stored {
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Belongs to one tenant, for ever: but for devices, which can be moved. */
export interface Owned {
  readonly tenantId: TenantId;
}

/** Free text by name: for people's own use, passed on with every event. */
export type Tags = Readonly<Record<string, string>>;

/** A thing before it is stored. */
export type Draft<E extends Stored> = Omit<E, keyof Stored>;
