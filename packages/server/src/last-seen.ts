import type { DeviceId, Instant } from "@lorats/base";
import type { EventLog, NewEvent } from "@lorats/events";

const MAX_ENTRIES = 200_000;
const TYPES = ["uplink", "observation"] as const;

/** When devices were last heard of: remembered as uplinks go by, looked up in the log otherwise. */
export class LastSeen {
  readonly #log: EventLog;
  readonly #times = new Map<DeviceId, Instant | undefined>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  note(events: readonly NewEvent[]): void {
    for (const event of events) {
      // Their key is the device.
      if (event.type === "uplink" || event.type === "observation")
        this.#set(event.key as DeviceId, event.time);
    }
  }

  async of(ids: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, Instant>> {
    const unknown = ids.filter((id) => !this.#times.has(id));
    await Promise.all(unknown.map((id) => this.#lookUp(id)));
    const found = new Map<DeviceId, Instant>();
    for (const id of ids) {
      const time = this.#times.get(id);
      if (time !== undefined) found.set(id, time);
    }
    return found;
  }

  async #lookUp(id: DeviceId): Promise<void> {
    const page = await this.#log.read({ key: id, types: TYPES, before: "end", limit: 1 });
    // An uplink may have gone by meanwhile.
    if (!this.#times.has(id)) this.#set(id, page.events[0]?.time);
  }

  #set(id: DeviceId, time: Instant | undefined): void {
    this.#times.delete(id);
    this.#times.set(id, time);
    if (this.#times.size > MAX_ENTRIES) this.#times.delete(this.#times.keys().next().value!);
  }
}
