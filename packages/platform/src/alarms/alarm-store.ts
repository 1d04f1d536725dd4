import type { TenantId } from "@lorats/base";
import type { AlarmSubject, Cursor, Severity } from "@lorats/events";
import type { Page, PageQuery } from "../page.ts";
import type { Alarm, AlarmId, AlarmState } from "./alarm.ts";

export interface AlarmQuery extends PageQuery {
  readonly tenantId?: TenantId | undefined;
  /** Pending ones are shown only when asked for. */
  readonly states?: readonly AlarmState[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly code?: string | undefined;
  readonly subject?: Partial<AlarmSubject> | undefined;
}

/** What one step of the engine leaves behind. */
export interface AlarmWrite {
  /** Replace those with their ids, or are new. */
  readonly alarms: readonly Alarm[];
  readonly deleted: readonly AlarmId[];
  /** How far the engine has read the log. */
  readonly reached?: Cursor | undefined;
}

/** Alarms, and how much of the log they reflect. Every adapter passes `alarmStoreContract`. */
export interface AlarmStore {
  /** All or nothing, durable once resolved. */
  save(write: AlarmWrite): Promise<void>;
  reached(): Promise<Cursor | undefined>;
  get(ids: readonly AlarmId[]): Promise<readonly Alarm[]>;
  /** Those that are not cleared. */
  active(): Promise<readonly Alarm[]>;
  /** Newest first; `after` is the last id of the page before. */
  list(query: AlarmQuery): Promise<Page<Alarm>>;
}
