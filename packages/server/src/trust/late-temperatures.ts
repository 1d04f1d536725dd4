import { newEvent, type EventLog, type NewEvent, type StoredEvent } from "@lorats/events";
import {
  type DerivedUplink,
  isDerivable,
  SCRIPT_KIND,
  type Sink,
  type UplinkPipeline,
} from "@lorats/platform";
import { temperatureIn } from "./temperature-in.ts";

type Assessed = Extract<StoredEvent, { type: "assessment" }>;

/**
 * Temperatures that only users' scripts can read: frames are judged at once, and what their payloads say of the temperature is
 * appended when it is known, as evidence that comes late. No script is waited for, whatever it does.
 */
export class LateTemperatures implements Sink<NewEvent> {
  readonly name = "reported-temperatures";
  readonly #log: EventLog;
  readonly #pipeline: UplinkPipeline;

  constructor(log: EventLog, pipeline: UplinkPipeline) {
    this.#log = log;
    this.#pipeline = pipeline;
  }

  async read(events: readonly StoredEvent[]): Promise<readonly NewEvent[]> {
    this.#pipeline.note(events);
    const frames = events.filter(isDerivable).filter(isJudgedByFrequency);
    const derived = await this.#pipeline.derive(frames);
    return frames.flatMap(({ position }) => {
      const one = derived.get(position);
      return one?.kind === "uplink" ? (reported(one) ?? []) : [];
    });
  }

  async deliver(events: readonly NewEvent[]): Promise<void> {
    await this.#log.append(events);
  }
}

/** Where no gateway measured the frequency, no temperature explains it. */
function isJudgedByFrequency(event: StoredEvent): event is Assessed {
  if (event.type !== "assessment" || event.body.revision > 0) return false;
  return event.body.trust.evidence.some(({ test }) => test.startsWith("bias"));
}

function reported({ card, uplink, said, madeBy }: DerivedUplink): NewEvent | undefined {
  const celsius = card.codec.kind === SCRIPT_KIND ? temperatureIn(said) : undefined;
  if (celsius === undefined) return undefined;
  const { deduplicationId, deviceId } = uplink.body;
  const { tenantId, key, time } = uplink;
  const body = { deduplicationId, deviceId, celsius: String(celsius), madeBy };
  return newEvent("reported-temperature", { tenantId, key, time }, body);
}
