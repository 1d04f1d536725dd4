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
  type Place,
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

  /** Undefined when no source says anything. */
  async of(query: ExternalQuery): Promise<External | undefined> {
    const sources = this.#options.sources(query.tenantId, query.applicationId);
    if (sources.length === 0) return undefined;
    const said = await Promise.all(
      sources.map(async (source) => [source.field, await this.#said(source, query)] as const),
    );
    const known = said.filter(([, values]) => values !== undefined);
    return known.length > 0 ? (Object.fromEntries(known) as External) : undefined;
  }

  async #said(
    source: EnrichmentSource,
    { deviceId, time, position }: ExternalQuery,
  ): Promise<ExternalValues | undefined> {
    const kind = enrichmentKind(source.kind);
    const { settings } = source;
    const spot =
      kind?.spot(settings, undefined) ??
      kind?.spot(settings, await this.#placeOf(deviceId, position, time));
    if (!kind || spot === undefined) return undefined;
    this.#options.wanted?.(source, spot, time);
    const key = externalDataKey(source.id, spot);
    const event = await this.#newest("external-data", key, position, time);
    if (!event || time - event.time > BigInt(source.holdsMinutes * 60) * NS_PER_S) return undefined;
    return kind.at(event.body.values, time);
  }

  async #placeOf(id: DeviceId, position: Cursor, time: Instant): Promise<Place | undefined> {
    const event = await this.#newest("location", id, position, time);
    return event && placeOf(event.body);
  }

  /** The newest of this type and key before a position that is not younger than a time. */
  async #newest<T extends EventType>(
    type: T,
    key: string,
    position: Cursor,
    time: Instant,
  ): Promise<Extract<StoredEvent, { type: T }> | undefined> {
    let before = position;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      // Nearly always the newest is the one.
      const limit = pages === 0 ? 1 : PAGE;
      const page = await this.#options.log.read({ key, types: [type], before, limit });
      const found = page.events.find((event) => event.time <= time);
      if (found) return found as Extract<StoredEvent, { type: T }>;
      if (page.next === undefined) return undefined;
      before = page.next;
    }
    return undefined;
  }
}
