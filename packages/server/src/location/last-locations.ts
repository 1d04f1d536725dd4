import type { DeviceId } from "@lorats/base";
import { placeOf, type EventLog, type NewEvent } from "@lorats/events";
import type { Known } from "@lorats/platform";

const MAX_ENTRIES = 200_000;

/** Where devices were last: remembered as locations go by, looked up in the log otherwise. */
export class LastLocations {
  readonly #log: EventLog;
  readonly #known = new Map<DeviceId, Known | undefined>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  note(event: NewEvent<"location">): void {
    this.#set(event.body.deviceId, knownOf(event));
  }

  async of(ids: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, Known>> {
    await Promise.all(ids.filter((id) => !this.#known.has(id)).map((id) => this.#lookUp(id)));
    const found = new Map<DeviceId, Known>();
    for (const id of ids) {
      const known = this.#known.get(id);
      if (known) found.set(id, known);
    }
    return found;
  }

  /** What was known of these is not to be known any more. */
  forget(ids: readonly DeviceId[]): void {
    for (const id of ids) this.#known.delete(id);
  }

  async #lookUp(id: DeviceId): Promise<void> {
    const page = await this.#log.read({ key: id, types: ["location"], before: "end", limit: 1 });
    const [event] = page.events;
    // One may have gone by meanwhile.
    if (!this.#known.has(id)) this.#set(id, event && knownOf(event as NewEvent<"location">));
  }

  #set(id: DeviceId, known: Known | undefined): void {
    this.#known.delete(id);
    this.#known.set(id, known);
    if (this.#known.size > MAX_ENTRIES) this.#known.delete(this.#known.keys().next().value!);
  }
}

function knownOf({ body, time }: NewEvent<"location">): Known | undefined {
  const place = placeOf(body);
  if (!place) return undefined;
  return { place: { ...place, uncertaintyM: place.uncertaintyM ?? 0 }, source: body.source, time };
}
