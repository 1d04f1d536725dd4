import { formatInstant, NS_PER_S, type Instant, type TenantId } from "@lorats/base";
import type { EventLog, EventType, NewEvent } from "@lorats/events";

/** Seconds in one step. */
export const STEP_S = 300;
const STEP_NS = BigInt(STEP_S) * NS_PER_S;
/** Steps kept: a day. */
const STEPS = 288;
/** How many events are looked at after a start; a busier server counts from a later moment and says so. */
const LOOK_BACK = 20_000;
const PAGE = 2000;
const TYPES: readonly EventType[] = ["uplink", "join", "downlink", "refusal", "assessment"];

const COUNTS = [
  "uplinks",
  "joins",
  "downlinks",
  "refusals",
  "genuine",
  "unverified",
  "suspect",
  "replayed",
] as const;
type Counts = Record<(typeof COUNTS)[number], number>;
/** Told apart by its type. */
type AnyEvent = { [T in EventType]: NewEvent<T> }[EventType];

interface TrafficStep extends Counts {
  readonly time: string;
}

/** How much happened in the last day, by tenant and step of time. Memory is bounded by tenants × steps. */
export class Traffic {
  readonly #steps = new Map<TenantId, Map<bigint, Counts>>();
  #since: Instant;

  constructor(now: Instant) {
    this.#since = now;
  }

  /** Counts are complete from here on. */
  get countedSince(): Instant {
    return this.#since;
  }

  note(events: readonly NewEvent[]): void {
    for (const event of events) this.#count(event);
  }

  /** Counts what happened before the start. Call once, before the first event is noted. */
  async lookBack(log: EventLog, now: Instant): Promise<void> {
    const oldest = now - BigInt(STEPS) * STEP_NS;
    let before: Parameters<EventLog["read"]>[0]["before"] = "end";
    for (let seen = 0; seen < LOOK_BACK && before !== undefined;) {
      const page = await log.read({ types: TYPES, before, limit: PAGE });
      for (const event of page.events) {
        if (event.time < oldest) {
          this.#since = oldest;
          return;
        }
        this.#count(event);
        if (event.time < this.#since) this.#since = event.time;
      }
      seen += page.events.length;
      before = page.next;
    }
    // The whole log was read: there is nothing before it.
    if (before === undefined) this.#since = oldest;
  }

  /** The last day of one tenant, or of all, oldest first. */
  recent(tenantId: TenantId | undefined, now: Instant): TrafficStep[] {
    const oldest = now / STEP_NS - BigInt(STEPS);
    const total = new Map<bigint, Counts>();
    for (const [tenant, steps] of this.#steps) {
      if (tenantId !== undefined && tenant !== tenantId) continue;
      for (const [step, counts] of steps) {
        if (step <= oldest) continue;
        const sum = total.get(step) ?? zeros();
        for (const name of COUNTS) sum[name] += counts[name];
        total.set(step, sum);
      }
    }
    return [...total]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([step, counts]) => Object.assign(counts, { time: formatInstant(step * STEP_NS) }));
  }

  #count(event: NewEvent): void {
    const name = nameOf(event as AnyEvent);
    if (!name) return;
    let steps = this.#steps.get(event.tenantId);
    if (!steps) this.#steps.set(event.tenantId, (steps = new Map()));
    const step = event.time / STEP_NS;
    let counts = steps.get(step);
    if (!counts) {
      steps.set(step, (counts = zeros()));
      for (const old of steps.keys()) if (old < step - BigInt(STEPS)) steps.delete(old);
    }
    counts[name]++;
  }
}

function zeros(): Counts {
  return Object.fromEntries(COUNTS.map((name) => [name, 0])) as Counts;
}

/** What an event counts as. A later revision of an assessment is not counted again. */
function nameOf(event: AnyEvent): keyof Counts | undefined {
  if (event.type === "uplink") return event.body.freshness === "fresh" ? "uplinks" : undefined;
  if (event.type === "join") return "joins";
  if (event.type === "downlink") return "downlinks";
  // A command that was refused is no frame.
  if (event.type === "refusal") {
    const { deviceId, receptions } = event.body;
    return deviceId !== undefined && receptions.length === 0 ? undefined : "refusals";
  }
  if (event.type !== "assessment") return undefined;
  return event.body.revision === 0 ? event.body.trust.verdict : undefined;
}
