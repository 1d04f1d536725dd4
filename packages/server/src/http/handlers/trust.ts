import { formatInstant, parseInstant, type TenantId } from "@lorats/base";
import { newEvent, type Cursor, type StoredEvent, type TrustLabel } from "@lorats/events";
import { DEFAULT_POLICY, deviceView, gatewayView, type TrustPolicy } from "@lorats/trust";
import { recordChange } from "../../audit.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { scopeOf } from "../event-scope.ts";
import { showAssessment, showDeviceTrust, showGatewayTrust, showLabel } from "./trust-views.ts";

type Operations =
  | "listAssessments"
  | "getDeviceTrust"
  | "getGatewayTrust"
  | "getTrustLabels"
  | "addTrustLabel"
  | "enrolGatewayAnew"
  | "getTrustPolicy"
  | "setTrustPolicy";

type StoredAssessment = Extract<StoredEvent, { type: "assessment" }>;
type StoredLabel = Extract<StoredEvent, { type: "trust-label" }>;

/** A verdict that hardly any frame has does not read the whole log in one request. */
const MAX_PAGES = 20;
const PAGE = 1000;
const MAX_LABELS = 200;

function nowS({ clock }: Services): number {
  return Number(clock.now()) / 1e9;
}

export const trustHandlers: Handlers<Operations> = {
  async listAssessments({ services, principal, query }) {
    const { deviceId: key, verdict, limit, after } = query;
    const asked = { tenantId: query.tenantId, deviceId: key };
    const tenantId = await scopeOf(services, principal, asked);
    const items: StoredAssessment[] = [];
    let before: Cursor | "end" = after ?? "end";
    for (let page = 0; page < MAX_PAGES; page++) {
      const types = ["assessment"] as const;
      const read = await services.stores.log.read({ tenantId, key, types, before, limit: PAGE });
      for (const event of read.events as readonly StoredAssessment[]) {
        if (verdict !== undefined && event.body.trust.verdict !== verdict) continue;
        if (tenantId && services.movedDevices.hides(event)) continue;
        if (items.length === limit) {
          return { items: items.map(showAssessment), next: items.at(-1)!.position };
        }
        items.push(event);
      }
      if (read.next === undefined) return { items: items.map(showAssessment) };
      before = read.next;
    }
    return { items: items.map(showAssessment), next: before };
  },

  async getDeviceTrust({ services, principal, params }) {
    const { devices } = services.stores.registry;
    const device = await loadOwned(devices, params.id, principal, "devices", "read");
    const state = await services.trust.device(device.id);
    const policy = services.trust.policyOf(device.applicationId);
    return showDeviceTrust(device.id, deviceView(state, policy, nowS(services)));
  },

  async getGatewayTrust({ services, principal, params }) {
    const { gateways } = services.stores.registry;
    const gateway = await loadOwned(gateways, params.id, principal, "gateways", "read");
    const state = services.trust.gateway(gateway.id);
    return showGatewayTrust(gateway.id, gatewayView(state, nowS(services)));
  },

  async getTrustLabels({ services, principal, params }) {
    const { devices } = services.stores.registry;
    const { id: key } = await loadOwned(devices, params.id, principal, "devices", "read");
    const types = ["trust-label"] as const;
    const read = await services.stores.log.read({ key, types, before: "end", limit: MAX_LABELS });
    return { items: (read.events as readonly StoredLabel[]).map(showLabel) };
  },

  async addTrustLabel({ services, principal, params, body }) {
    const { devices } = services.stores.registry;
    const device = await loadOwned(devices, params.id, principal, "devices", "write");
    const { label, deduplicationId, from, until, note } = body;
    const stored = await appendLabel(services, device.tenantId, device.id, {
      label,
      deviceId: device.id,
      actor: principal.actor,
      ...(deduplicationId !== undefined && { deduplicationId }),
      ...(from !== undefined && { from: formatInstant(parseInstant(from)) }),
      ...(until !== undefined && { until: formatInstant(parseInstant(until)) }),
      ...(note !== undefined && { note }),
    });
    return showLabel(stored);
  },

  async enrolGatewayAnew({ services, principal, params, body: { note } }) {
    const { gateways } = services.stores.registry;
    const gateway = await loadOwned(gateways, params.id, principal, "gateways", "write");
    const { actor } = principal;
    const said = note === undefined ? {} : { note };
    const body: TrustLabel = { label: "re-enrol", gatewayId: gateway.id, actor, ...said };
    await appendLabel(services, gateway.tenantId, gateway.id, body);
  },

  async getTrustPolicy({ services, principal, params }) {
    const { applications } = services.stores.registry;
    const { id } = await loadOwned(applications, params.id, principal, "applications", "read");
    return { ...services.trust.policyOf(id) };
  },

  async setTrustPolicy({ services, principal, params, body }) {
    const { registry, trustSettings } = services.stores;
    const { applications } = registry;
    const application = await loadOwned(
      applications,
      params.id,
      principal,
      "applications",
      "write",
    );
    const { id, tenantId } = application;
    const before = services.trust.policyOf(id);
    const after: TrustPolicy = { ...DEFAULT_POLICY, ...body };
    await trustSettings.setPolicy(tenantId, id, after);
    await services.trust.reload();
    const { actor } = principal;
    const change = { before: { ...before }, after: { ...after } };
    await recordChange(services, { actor, tenantId, kind: "trust-policy", id, ...change });
    return { ...after };
  },
};

async function appendLabel(
  { clock, stores }: Services,
  tenantId: TenantId,
  key: string,
  body: TrustLabel,
): Promise<StoredLabel> {
  const [position] = await stores.log.append([
    newEvent("trust-label", { tenantId, key, time: clock.now() }, body),
  ]);
  return (await stores.log.get([position!]))[0] as StoredLabel;
}
