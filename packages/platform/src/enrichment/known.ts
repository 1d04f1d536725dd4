import {
  NS_PER_S,
  type ApplicationId,
  type DeviceId,
  type Instant,
  type TenantId,
} from "@lorats/base";
import {
  externalDataKey,
  placeOf,
  type Cursor,
  type EventLog,
  type EventType,
  type StoredEvent,
} from "@lorats/events";
import { enrichmentKind } from "./index.ts";
import type { ExternalValues } from "./kind.ts";
import type { EnrichmentSource } from "./source.ts";

/** What is known from outside for one frame, by the sources' fields. */
export type External = Readonly<Record<string, ExternalValues>>;

/** A frame that somebody would know more about. */
export interface ExternalQuery {
  readonly tenantId: TenantId;
  readonly applicationId: ApplicationId;
  readonly deviceId: DeviceId;
  readonly time: Instant;
  /** Where it stands in the log: what came later was not known. */
  readonly position: Cursor;
}

export interface ExternalDataOptions {
  readonly log: EventLog;
  /** Of those that are enabled: for all of the tenant's frames first, then for the application's. */
  readonly sources: (
    tenantId: TenantId,
    applicationId: ApplicationId,
  ) => readonly EnrichmentSource[];
  /** Told that frames of this time would be enriched with what holds there. Absent where history is worked out again. */
  readonly wanted?: (source: EnrichmentSource, spot: string, time: Instant) => void;
}

type Stored<T extends EventType> = Extract<StoredEvent, { type: T }>;

interface Ask {
  /** Undefined when there is nothing to ask for. */
  readonly key: string | undefined;
  readonly position: Cursor;
  readonly time: Instant;
}

/** Pages to look back through for what held when a frame was sent that was cleared much later. */
const MAX_PAGES = 10;
const PAGE = 100;

/**
 * What sources said before frames were decided about. It is read from the log by the frames' positions, so it is the same
 * whenever somebody asks, and nobody waits for a source.
 */
export class ExternalData {
  readonly #options: ExternalDataOptions;

  constructor(options: ExternalDataOptions) {
    this.#options = options;
  }

  /**
   * In the order of the frames, which is the log's or its reverse; undefined for those of which no source says anything.
   */
  async of(frames: readonly ExternalQuery[]): Promise<readonly (External | undefined)[]> {
    const bySource = Map.groupBy(
      frames.flatMap((frame, i) =>
        this.#options
          .sources(frame.tenantId, frame.applicationId)
          .map((source) => ({ source, frame, i })),
      ),
      ({ source }) => source,
    );
    const known = frames.map((): Record<string, ExternalValues> | undefined => undefined);
    for (const [source, asking] of bySource) {
      const said = await this.#said(
        source,
        asking.map(({ frame }) => frame),
      );
      for (const [n, { i }] of asking.entries()) {
        const values = said[n];
        if (values) known[i] = { ...known[i], [source.field]: values };
      }
    }
    return known;
  }

  async #said(
    source: EnrichmentSource,
    frames: readonly ExternalQuery[],
  ): Promise<readonly (ExternalValues | undefined)[]> {
    const kind = enrichmentKind(source.kind)!;
    const { settings } = source;
    const fixed = kind.spot(settings, undefined);
    const located = frames.map((frame) => ({ ...frame, key: frame.deviceId }));
    const places = fixed === undefined ? await this.#newest("location", located) : [];
    const asks = frames.map((frame, i) => {
      const place = places[i] && placeOf(places[i].body);
      const spot = fixed ?? (place && kind.spot(settings, place));
      if (spot !== undefined) this.#options.wanted?.(source, spot, frame.time);
      return { ...frame, key: spot === undefined ? undefined : externalDataKey(source.id, spot) };
    });
    const events = await this.#newest("external-data", asks);
    const holdsNs = BigInt(source.holdsMinutes * 60) * NS_PER_S;
    return events.map((event, i) => {
      const { time } = frames[i]!;
      return event && time - event.time <= holdsNs ? kind.at(event.body.values, time) : undefined;
    });
  }

  /** For each, the newest event of its key before its position that is not younger than its time. */
  async #newest<T extends EventType>(
    type: T,
    asks: readonly Ask[],
  ): Promise<readonly (Stored<T> | undefined)[]> {
    const found = asks.map((): Stored<T> | undefined => undefined);
    const byKey = Map.groupBy(
      asks.map((ask, i) => ({ ...ask, i })),
      ({ key }) => key,
    );
    const reading = [...byKey].map(async ([key, group]) => {
      if (key === undefined) return;
      const events = await this.#between(type, key, group);
      for (const [n, { i, time }] of group.entries()) {
        const event = events[n];
        found[i] = !event || event.time <= time ? event : await this.#earlier(event, time);
      }
    });
    await Promise.all(reading);
    return found;
  }

  /** The newest before each position. Where it is the same before the first and the last, it is the same for all between them. */
  async #between<T extends EventType>(
    type: T,
    key: string,
    asks: readonly { readonly position: Cursor }[],
  ): Promise<readonly (Stored<T> | undefined)[]> {
    const first = await this.#before(type, key, asks[0]!.position);
    const last = asks.length > 1 ? await this.#before(type, key, asks.at(-1)!.position) : first;
    if (first?.position === last?.position) return asks.map(() => first);
    if (asks.length === 2) return [first, last];
    const middle = asks.length >> 1;
    const halves = [asks.slice(0, middle), asks.slice(middle)];
    return (await Promise.all(halves.map((half) => this.#between(type, key, half)))).flat();
  }

  async #before<T extends EventType>(
    type: T,
    key: string,
    before: Cursor,
  ): Promise<Stored<T> | undefined> {
    const page = await this.#options.log.read({ key, types: [type], before, limit: 1 });
    return page.events[0] as Stored<T> | undefined;
  }

  /** What held earlier, for a frame that was cleared only after others had come. */
  async #earlier<T extends EventType>(
    { type, key, position }: Stored<T>,
    time: Instant,
  ): Promise<Stored<T> | undefined> {
    let before = position;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const page = await this.#options.log.read({ key, types: [type], before, limit: PAGE });
      const found = page.events.find((event) => event.time <= time);
      if (found || page.next === undefined) return found as Stored<T> | undefined;
      before = page.next;
    }
    return undefined;
  }
}
