import { formatInstant, type DeviceId } from "@lorats/base";
import type { Assessment, EventType, StoredEvent } from "@lorats/events";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { inApplication, scopeOf } from "../event-scope.ts";
import { tenantOfList } from "../tenancy.ts";
import { valuesTold } from "../values-told.ts";
import { endOf, newest, oldest, passing, spanOf } from "./event-search.ts";
import { gatewayNames, showJoin, showUplink, type Stored } from "./event-views.ts";

async function devicesOf(
  { stores }: Services,
  events: readonly { body: { deviceId: DeviceId } }[],
) {
  return stores.registry.devices.get([...new Set(events.map(({ body }) => body.deviceId))]);
}

/** What was thought of an uplink, for those whose assessment lies beyond the page. */
async function assessmentAfter(
  { stores }: Services,
  uplink: Stored<"uplink">,
): Promise<Assessment | undefined> {
  const { position: after, key } = uplink;
  const page = await stores.log.read({ after, key, types: ["assessment"], limit: 20 });
  return (page.events as readonly Stored<"assessment">[]).findLast(
    ({ body }) => body.deduplicationId === uplink.body.deduplicationId,
  )?.body;
}

type Operations = "listUplinks" | "listJoins" | "listEvents" | "listAudit";

export const eventHandlers: Handlers<Operations> = {
  async listUplinks({ services, principal, query }) {
    const tenantId = await scopeOf(services, principal, query);
    const assessments = new Map<string, Assessment>();
    const isWanted = (event: StoredEvent): event is Stored<"uplink"> => {
      if (event.type === "assessment") {
        const { deduplicationId } = event.body;
        // Newest first: the first one met is the latest revision.
        if (!assessments.has(deduplicationId)) assessments.set(deduplicationId, event.body);
      }
      return event.type === "uplink" && inApplication(services, event.body, query.applicationId);
    };
    const types = ["uplink", "assessment"] as const;
    const { limit, after: before, deviceId: key } = query;
    const search = { tenantId, types, key, before, limit };
    const { items, next } = await newest(services, search, (events) => events.filter(isWanted));
    const names = await gatewayNames(
      services,
      principal,
      items.flatMap(({ body }) => body.receptions),
    );
    const devices = await devicesOf(services, items);
    const values = await valuesTold(services, items, devices);
    const views = items.map(async (uplink, i) => {
      const { deviceId, deduplicationId } = uplink.body;
      const device = devices.get(deviceId);
      const assessment =
        assessments.get(deduplicationId) ?? (await assessmentAfter(services, uplink));
      return showUplink(uplink, { device, object: values[i], assessment, names });
    });
    return { items: await Promise.all(views), ...(next !== undefined && { next }) };
  },

  async listJoins({ services, principal, query }) {
    const tenantId = await scopeOf(services, principal, query);
    const isWanted = (event: StoredEvent): event is Stored<"join"> =>
      event.type === "join" && inApplication(services, event.body, query.applicationId);
    const { limit, after: before, deviceId: key } = query;
    const { items, next } = await newest(
      services,
      { tenantId, types: ["join"], key, before, limit },
      (events) => events.filter(isWanted),
    );
    const names = await gatewayNames(
      services,
      principal,
      items.flatMap(({ body }) => body.receptions),
    );
    const devices = await devicesOf(services, items);
    const views = items.map((join) => showJoin(join, devices.get(join.body.deviceId), names));
    return { items: views, ...(next !== undefined && { next }) };
  },

  async listEvents({ services, principal, query }) {
    const { key, types, after, limit, applicationId } = query;
    const deviceId = key as DeviceId | undefined;
    const { tenantId: asked } = query;
    const tenantId = await scopeOf(services, principal, {
      tenantId: asked,
      applicationId,
      deviceId,
    });
    // What people changed is for those who may read the audit log.
    const visible = types?.filter((type) => type !== "change") ?? EVENT_TYPES;
    if (visible.length === 0) return { items: [] };
    const search = { tenantId, key, types: visible, limit };
    const pick = passing(services, query);
    const span = await spanOf(services, query);
    const { items, next } =
      query.order === "newest-first"
        ? await newest(services, { ...search, ...span, before: after ?? span.before }, pick)
        : await oldest(services, { ...search, after: after ?? span.after }, pick, endOf(query));
    return { items: items.map(showEvent), ...(next !== undefined && { next }) };
  },

  async listAudit({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "audit");
    const { after, limit } = query;
    const before = after ?? ("end" as const);
    const page = await services.stores.log.read({ tenantId, types: ["change"], before, limit });
    return {
      items: page.events.map(showEvent),
      ...(page.next !== undefined && { next: page.next }),
    };
  },
};

const EVENT_TYPES = [
  "reception",
  "gateway-stats",
  "foreign-traffic",
  "join",
  "activation",
  "uplink",
  "observation",
  "location",
  "reported-temperature",
  "refusal",
  "downlink",
  "tx-ack",
  "delivery",
  "device-status",
  "external-data",
  "assessment",
] as const satisfies readonly EventType[];

function showEvent({ position, type, tenantId, key, time, body }: StoredEvent) {
  return { position, type, tenantId, key, time: formatInstant(time), body: { ...body } };
}
