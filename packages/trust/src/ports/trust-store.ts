import type { TenantId } from "@lorats/base";
import type { Cursor } from "@lorats/events";

export type SubjectKind = "device" | "gateway";

/** What trust remembers of one device or gateway; `state` is encoded by this room and nobody else's business. */
export interface TrustRow {
  readonly kind: SubjectKind;
  readonly id: string;
  readonly tenantId: TenantId;
  readonly state: Uint8Array;
  /** When silence begins to be strange, ms since the epoch. */
  readonly dueAtMs?: number | undefined;
}

/** The log positions that all rows reflect together. */
export interface TrustPositions {
  /** Newest frame that was judged. */
  readonly frames?: Cursor | undefined;
  /** Newest event of any other kind. */
  readonly others?: Cursor | undefined;
}

/**
 * Trust's memory: a cache of the log, which can be thrown away and made again. Rows and the positions that they
 * reflect are written in one commit, so that after a crash every event is folded exactly once.
 */
export interface TrustStore {
  /** Rows by id; those that do not exist are missing. */
  load(kind: SubjectKind, ids: readonly string[]): Promise<ReadonlyMap<string, TrustRow>>;
  /** Every row of a kind: gateways are few. */
  all(kind: SubjectKind): Promise<readonly TrustRow[]>;
  /** Replaces rows and positions, all or nothing. */
  save(rows: readonly TrustRow[], positions: TrustPositions): Promise<void>;
  positions(): Promise<TrustPositions>;
  /** Devices whose silence begins to be strange before that time, the longest overdue first. */
  overdue(beforeMs: number, limit: number): Promise<readonly TrustRow[]>;
  delete(kind: SubjectKind, ids: readonly string[]): Promise<void>;
  /** Forgets everything, positions included: before the log is judged anew. */
  clear(): Promise<void>;
}
