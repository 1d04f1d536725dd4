import type { Cursor } from "@lorats/events";
import { DEFAULT_PAGE_LIMIT, type Page } from "../page.ts";
import { ALARM_STATES, type Alarm, type AlarmId } from "./alarm.ts";
import type { AlarmQuery, AlarmStore, AlarmWrite } from "./alarm-store.ts";

/** The states that people see when they do not say which. */
export const VISIBLE_STATES = ALARM_STATES.filter((state) => state !== "pending");

export class MemoryAlarmStore implements AlarmStore {
  readonly #alarms = new Map<AlarmId, Alarm>();
  #reached: Cursor | undefined;

  async save({ alarms, deleted, reached }: AlarmWrite): Promise<void> {
    for (const alarm of alarms) this.#alarms.set(alarm.id, alarm);
    for (const id of deleted) this.#alarms.delete(id);
    this.#reached = reached ?? this.#reached;
  }

  async reached(): Promise<Cursor | undefined> {
    return this.#reached;
  }

  async get(ids: readonly AlarmId[]): Promise<readonly Alarm[]> {
    return ids.flatMap((id) => this.#alarms.get(id) ?? []);
  }

  async active(): Promise<readonly Alarm[]> {
    return [...this.#alarms.values()].filter(({ state }) => state !== "cleared");
  }

  async list(query: AlarmQuery): Promise<Page<Alarm>> {
    const { after, limit = DEFAULT_PAGE_LIMIT } = query;
    const found = [...this.#alarms.values()]
      .filter((alarm) => wanted(alarm, query) && (after === undefined || alarm.id < after))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? items.at(-1)!.id : undefined };
  }
}

function wanted(alarm: Alarm, query: AlarmQuery): boolean {
  const { tenantId, states = VISIBLE_STATES, severities, code, subject } = query;
  return (
    (tenantId === undefined || alarm.tenantId === tenantId) &&
    states.includes(alarm.state) &&
    (severities === undefined || severities.includes(alarm.severity)) &&
    (code === undefined || alarm.code === code) &&
    (subject?.kind === undefined || alarm.subject.kind === subject.kind) &&
    (subject?.id === undefined || alarm.subject.id === subject.id)
  );
}
