import { errorLine, formatInstant, NS_PER_S, type GatewayId, type Instant } from "@lorats/base";
import type { Cursor, EventLog, EventType, StoredEvent } from "@lorats/events";

const HOUR_NS = 3600n * NS_PER_S;
/** Hours kept: two days. */
const HOURS = 48n;
/** Events that are looked at after a start; a busier server counts from a later moment and says so. */
const LOOK_BACK = 50_000;
const PAGE = 2000;
const TYPES: readonly EventType[] = ["reception", "downlink", "multicast-downlink", "tx-ack"];

/** What a gateway did in an hour. */
export interface GatewayHour {
  /** Frames that it passed on, damaged ones included. */
  received: number;
  /** Those among them whose payload CRC was wrong. */
  damaged: number;
  /** Downlinks that it was handed. */
  sent: number;
  /** Those among them that it took. */
  acknowledged: number;
  /** Those that it did not take, by what it said: `TOO_LATE`, `COLLISION_PACKET`, `NO_ANSWER`, … */
  readonly refused: Record<string, number>;
}

/** What gateways heard and sent, by the hour. Memory is bounded by gateways × hours. */
export class GatewayHours {
  readonly #hours = new Map<GatewayId, Map<bigint, GatewayHour>>();
  #since: Instant;

  constructor(now: Instant) {
    this.#since = now;
  }

  /** Counts are complete from here on. */
  get countedSince(): Instant {
    return this.#since;
  }

  note(events: readonly StoredEvent[]): void {
    for (const event of events) this.#count(event);
  }

  /** Counts what is in the log already, and returns where to go on. Call once, before the first event is noted. */
  async lookBack(log: EventLog, now: Instant): Promise<Cursor | undefined> {
    const head = await log.head();
    const oldest = now - HOURS * HOUR_NS;
    let before: Cursor | "end" | undefined = "end";
    for (let seen = 0; seen < LOOK_BACK && before !== undefined;) {
      const page: Awaited<ReturnType<EventLog["read"]>> = await log.read({
        types: TYPES,
        before,
        limit: PAGE,
      });
      for (const event of page.events) {
        if (event.time < oldest) {
          this.#since = oldest;
          return head;
        }
        this.#count(event);
        if (event.time < this.#since) this.#since = event.time;
      }
      seen += page.events.length;
      before = page.next;
    }
    // The whole log was read: there is nothing before it.
    if (before === undefined) this.#since = oldest;
    return head;
  }

  /** Follows the log until the signal aborts. */
  async follow(log: EventLog, after: Cursor | undefined, signal: AbortSignal): Promise<void> {
    for await (const events of log.follow(after, signal)) this.note(events);
  }

  /** The hours of one gateway in which anything happened, oldest first. */
  recent(id: GatewayId, now: Instant): (GatewayHour & { readonly time: string })[] {
    const oldest = now / HOUR_NS - HOURS;
    return [...(this.#hours.get(id) ?? [])]
      .filter(([hour]) => hour > oldest)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([hour, counts]) => {
        const refused = Object.assign({}, counts.refused);
        return Object.assign({ time: formatInstant(hour * HOUR_NS) }, counts, { refused });
      });
  }

  #count(event: StoredEvent): void {
    if (event.type === "reception") {
      const hour = this.#hour(event.body.gatewayId, event.time);
      hour.received++;
      if (event.body.crc === "bad") hour.damaged++;
    } else if (event.type === "downlink" || event.type === "multicast-downlink") {
      this.#hour(event.body.gatewayId, event.time).sent++;
    } else if (event.type === "tx-ack") {
      const { gatewayId, status } = event.body;
      const hour = this.#hour(gatewayId, event.time);
      if (status === "OK") hour.acknowledged++;
      else hour.refused[status] = (hour.refused[status] ?? 0) + 1;
    }
  }

  #hour(id: GatewayId, time: Instant): GatewayHour {
    let hours = this.#hours.get(id);
    if (!hours) this.#hours.set(id, (hours = new Map()));
    const at = time / HOUR_NS;
    let hour = hours.get(at);
    if (!hour) {
      hours.set(at, (hour = { received: 0, damaged: 0, sent: 0, acknowledged: 0, refused: {} }));
      for (const old of hours.keys()) if (old < at - HOURS) hours.delete(old);
    }
    return hour;
  }
}

/** Counts what was, and then what comes. Returns how to end it. */
export async function followGatewayHours(
  hours: GatewayHours,
  log: EventLog,
  now: Instant,
  failed: (error: string) => void,
): Promise<() => Promise<void>> {
  const ended = new AbortController();
  const from = await hours.lookBack(log, now);
  const following = hours
    .follow(log, from, ended.signal)
    .catch((error: unknown) => failed(errorLine(error)));
  return async () => {
    ended.abort();
    await following;
  };
}
