import type { DeviceId } from "@lorats/base";
import type { EventLog } from "@lorats/events";

const MAX_DEVICES = 20_000;
/** How many of a device's observations are looked at for a repetition. */
const LOOK_BACK = 500;

/** Which observations of a device are in the log already: read from it once, then remembered. */
export class SeenObservations {
  readonly #log: EventLog;
  readonly #ids = new Map<DeviceId, Promise<Set<string>>>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  async has(deviceId: DeviceId, id: string): Promise<boolean> {
    return (await this.#of(deviceId)).has(id);
  }

  async add(deviceId: DeviceId, id: string): Promise<void> {
    const ids = await this.#of(deviceId);
    ids.add(id);
    if (ids.size > 2 * LOOK_BACK) ids.delete(ids.values().next().value!);
  }

  #of(deviceId: DeviceId): Promise<Set<string>> {
    const known = this.#ids.get(deviceId) ?? this.#read(deviceId);
    this.#ids.delete(deviceId);
    this.#ids.set(deviceId, known);
    if (this.#ids.size > MAX_DEVICES) this.#ids.delete(this.#ids.keys().next().value!);
    known.catch(() => this.#ids.delete(deviceId));
    return known;
  }

  async #read(key: DeviceId): Promise<Set<string>> {
    const types = ["observation"] as const;
    const page = await this.#log.read({ key, types, before: "end", limit: LOOK_BACK });
    const ids = page.events.flatMap((event) =>
      event.type === "observation" ? event.body.observationId : [],
    );
    return new Set(ids.toReversed());
  }
}
