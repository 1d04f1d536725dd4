import type { DeviceId, Instant } from "@lorats/base";
import { placeOf, type EventLog, type NewEvent } from "@lorats/events";
import type { Known } from "@lorats/platform";

const MAX_ENTRIES = 200_000;
/** No sooner. */
const LOOK_AGAIN_NS = 60_000_000_000n;

/** Where a device was, and until when frames that surprise are not looked at. */
export interface LastLocation extends Known {
  readonly quietUntil: Instant;
}

/** Where devices were last: remembered as locations go by, looked up in the log otherwise. */
export class LastLocations {
  readonly #log: EventLog;
  readonly #known = new Map<DeviceId, LastLocation | undefined>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  note(event: NewEvent<"location">): void {
    this.#set(event.body.deviceId, knownOf(event));
  }

  async of(ids: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, LastLocation>> {
    await Promise.all(ids.filter((id) => !this.#known.has(id)).map((id) => this.#lookUp(id)));
    const found = new Map<DeviceId, LastLocation>();
    for (const id of ids) {
      const known = this.#known.get(id);
      if (known) found.set(id, known);
    }
    return found;
  }

  /** Somebody looked closely at a frame, and it said nothing new: the longer that lasts, the longer it may last. */
  looked(id: DeviceId, time: Instant): void {
    const known = this.#known.get(id);
    if (!known) return;
    const lastedNs = time - known.time;
    const waitNs = lastedNs > LOOK_AGAIN_NS ? lastedNs : LOOK_AGAIN_NS;
    this.#known.set(id, { ...known, quietUntil: time + waitNs });
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

  #set(id: DeviceId, known: LastLocation | undefined): void {
    this.#known.delete(id);
    this.#known.set(id, known);
    if (this.#known.size > MAX_ENTRIES) this.#known.delete(this.#known.keys().next().value!);
  }
}

function knownOf({ body, time }: NewEvent<"location">): LastLocation | undefined {
  const place = placeOf(body);
  if (!place) return undefined;
  const { source, gateways } = body;
  const { uncertaintyM = 0 } = place;
  return { place: { ...place, uncertaintyM }, source, gateways, time, quietUntil: time };
}
