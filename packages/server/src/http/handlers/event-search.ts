import { parseInstant, type ApplicationId, type DeviceId, type TenantId } from "@lorats/base";
import {
  isBeyond,
  isWithin,
  stretchOf,
  type Cursor,
  type EventType,
  type StoredEvent,
  type TimeSpan,
} from "@lorats/events";
import type { Services } from "../../services.ts";

const CHUNK = 1000;
/** A filter that hardly anything passes does not read the whole log in one request. */
const MAX_CHUNKS = 20;

interface Search {
  readonly tenantId: TenantId | undefined;
  readonly types: readonly EventType[];
  readonly key?: string | undefined;
  /** Exclusive. */
  readonly after?: Cursor | undefined;
  readonly limit: number;
}

interface Found<E> {
  readonly items: readonly E[];
  readonly next: Cursor | undefined;
}

/** Picks what is wanted out of some events. */
type Pick<E> = (events: readonly StoredEvent[]) => readonly E[] | Promise<readonly E[]>;

/** The newest events that `pick` wants; it is asked about every event on the way, newest first. */
export async function newest<E extends StoredEvent>(
  { stores, movedDevices }: Services,
  { limit, before, ...query }: Search & { readonly before: Cursor | undefined },
  pick: Pick<E>,
): Promise<Found<E>> {
  const items: E[] = [];
  let from: Cursor | "end" = before ?? "end";
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    const size = Math.min(CHUNK, 2 * (limit + 1));
    const page = await stores.log.read({ ...query, before: from, limit: size });
    const own = page.events.filter((event) => !query.tenantId || !movedDevices.hides(event));
    for (const event of await pick(own)) {
      if (items.length === limit) return { items, next: items.at(-1)!.position };
      items.push(event);
    }
    if (page.next === undefined) return { items, next: undefined };
    from = page.next;
  }
  return { items, next: from as Cursor };
}

/** The oldest events that `pick` wants; where to go on is always said, but where `isOver` says that nothing more can come. */
export async function oldest<E extends StoredEvent>(
  { stores, movedDevices }: Services,
  { limit, after, ...query }: Search,
  pick: Pick<E>,
  isOver: (event: StoredEvent) => boolean,
): Promise<Found<E>> {
  const items: E[] = [];
  let from = after;
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    const page = await stores.log.read({
      ...query,
      after: from,
      limit: Math.min(CHUNK, 2 * limit),
    });
    const own = page.events.filter((event) => !query.tenantId || !movedDevices.hides(event));
    for (const event of await pick(own)) {
      items.push(event);
      if (items.length === limit) return { items, next: event.position };
    }
    // One alone may have a wrong time.
    if (page.events.length > 0 && page.events.every(isOver)) return { items, next: undefined };
    from = page.next ?? page.events.at(-1)?.position ?? from;
    if (page.next === undefined) break;
  }
  return { items, next: from };
}

export interface EventFilter {
  readonly applicationId?: ApplicationId | undefined;
  readonly code?: string | undefined;
  /** RFC 3339, inclusive. */
  readonly from?: string | undefined;
  /** RFC 3339, exclusive. */
  readonly to?: string | undefined;
}

/** Picks what passes a filter. */
export function passing(
  services: Services,
  { applicationId, code, from, to }: EventFilter,
): Pick<StoredEvent> {
  const span = timesOf({ from, to });
  return async (events) => {
    const some = events.filter(
      ({ time, body }) =>
        isWithin(span, time) && (code === undefined || ("code" in body && body.code === code)),
    );
    return applicationId === undefined ? some : await ofApplication(services, some, applicationId);
  };
}

/** Where in the log to look for what happened within a span. */
export function spanOf(
  { stores }: Services,
  filter: EventFilter,
): Promise<{ readonly after?: Cursor | undefined; readonly before?: Cursor | undefined }> {
  return stretchOf(stores.log, timesOf(filter));
}

/** Whether nothing within a span can come after an event. */
export function endOf(filter: EventFilter): (event: StoredEvent) => boolean {
  const span = timesOf(filter);
  return ({ time }) => isBeyond(span, time);
}

function timesOf({ from, to }: EventFilter): TimeSpan {
  const instantOf = (text: string | undefined) =>
    text === undefined ? undefined : parseInstant(text);
  return { from: instantOf(from), to: instantOf(to) };
}

/** Those that name an application go by where their device is now, if it was moved; the others by where it is registered. */
async function ofApplication(
  { stores, movedDevices }: Services,
  events: readonly StoredEvent[],
  wanted: ApplicationId,
): Promise<readonly StoredEvent[]> {
  const nameless = events.filter(({ body }) => !("applicationId" in body));
  const keys = new Set(nameless.map(({ key }) => key as DeviceId));
  const devices = await stores.registry.devices.get([...keys]);
  return events.filter(({ key, body }) => {
    const id = key as DeviceId;
    const named = "applicationId" in body ? body.applicationId : undefined;
    const application = named && movedDevices.applicationOf(id, named);
    return (application ?? devices.get(id)?.applicationId) === wanted;
  });
}
