import { formatInstant, newId, type KeyId } from "@lorats/base";
import type { Integration, IntegrationId } from "@lorats/platform";
import { recordChange } from "../../audit.ts";
import type { Principal } from "../../auth/principal.ts";
import type { Services } from "../../services.ts";
import type { WebhookSettings } from "../../webhooks/webhook-sink.ts";
import type { Call, Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { notFound } from "../problem.ts";
import { pageOf } from "../shapes.ts";
import { refuseSecretsInUrl } from "../target-url.ts";
import { demand, tenantOfList, tenantOfNew } from "../tenancy.ts";

type Shown = Awaited<ReturnType<Handlers<"getIntegration">["getIntegration"]>>;

const SECRET_BYTES = 32;

/** Header values may be somebody's token: they stay out of the audit log. */
function forAudit(integration: Integration): Record<string, unknown> {
  const { secretKeyId: _, settings, createdAt, ...rest } = integration;
  const { headers, ...others } = settings as unknown as WebhookSettings;
  const names = Object.keys(headers);
  return { ...rest, createdAt: formatInstant(createdAt), settings: { ...others, headers: names } };
}

function show({ webhooks }: Services, integration: Integration): Shown {
  const { id, tenantId, applicationId, name, enabled, settings, createdAt, version } = integration;
  const { url, events, headers } = settings as unknown as WebhookSettings;
  const status = webhooks.status(id);
  return {
    id,
    tenantId,
    ...(applicationId !== undefined && { applicationId }),
    kind: "webhook",
    name,
    enabled,
    webhook: { url, events: [...events] as Shown["webhook"]["events"], headers: { ...headers } },
    ...(status && { status: { ...status } }),
    createdAt: formatInstant(createdAt),
    version,
  };
}

async function load(
  { stores }: Services,
  id: string,
  principal: Principal,
  action: "read" | "write",
): Promise<Integration> {
  const [integration] = await stores.integrations.get([id as IntegrationId]);
  if (!integration) throw notFound();
  demand(principal, integration.tenantId, "integrations", action);
  return integration;
}

type Operations =
  | "listIntegrations"
  | "createIntegration"
  | "getIntegration"
  | "updateIntegration"
  | "deleteIntegration";

export const integrationHandlers: Handlers<Operations> = {
  async listIntegrations({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "integrations");
    const page = await services.stores.integrations.list({ ...query, tenantId });
    return pageOf(page, (integration) => show(services, integration));
  },

  async createIntegration(call) {
    const { services, principal, body } = call;
    const { clock, random, stores } = services;
    const tenantId = await tenantOfCreated(call);
    // What is sent out is what whoever sets this up may read himself.
    demand(principal, tenantId, "events", "read");
    refuseSecretsInUrl(body.webhook.url);
    const secret = Buffer.from(random.bytes(SECRET_BYTES)).toString("base64url");
    const secretKeyId = newId<KeyId>(clock, random);
    const bytes = new TextEncoder().encode(secret);
    await stores.keys.put([{ id: secretKeyId, tenantId, kind: "integration", secret: bytes }]);
    const integration: Integration = {
      id: newId<IntegrationId>(clock, random),
      tenantId,
      ...(body.applicationId !== undefined && { applicationId: body.applicationId }),
      kind: body.kind,
      name: body.name,
      enabled: body.enabled,
      settings: { ...body.webhook },
      secretKeyId,
      createdAt: clock.now(),
      version: 1,
    };
    await stores.integrations.create([integration]);
    await services.webhooks.apply(integration);
    const { actor } = principal;
    const { id } = integration;
    const after = forAudit(integration);
    await recordChange(services, { actor, tenantId, kind: "integration", id, after });
    return { ...show(services, integration), secret };
  },

  async getIntegration({ services, principal, params }) {
    return show(services, await load(services, params.id, principal, "read"));
  },

  async updateIntegration({ services, principal, params, body }) {
    const integration = await load(services, params.id, principal, "write");
    if (body.webhook) refuseSecretsInUrl(body.webhook.url);
    const { id, tenantId } = integration;
    const updated = await services.stores.integrations.update({
      ...integration,
      ...(body.name !== undefined && { name: body.name }),
      ...(body.enabled !== undefined && { enabled: body.enabled }),
      ...(body.webhook !== undefined && { settings: { ...body.webhook } }),
      version: body.version ?? integration.version,
    });
    await services.webhooks.apply(updated);
    const { actor } = principal;
    const change = { before: forAudit(integration), after: forAudit(updated) };
    await recordChange(services, { actor, tenantId, kind: "integration", id, ...change });
    return show(services, updated);
  },

  async deleteIntegration({ services, principal, params }) {
    const integration = await load(services, params.id, principal, "write");
    const { id, tenantId, secretKeyId } = integration;
    await services.stores.integrations.delete([id]);
    await services.webhooks.remove(id);
    if (secretKeyId !== undefined) await services.stores.keys.destroy([secretKeyId]);
    const { actor } = principal;
    const before = forAudit(integration);
    await recordChange(services, { actor, tenantId, kind: "integration", id, before });
  },
};

async function tenantOfCreated({
  services,
  principal,
  body,
}: Call<"createIntegration">): Promise<Integration["tenantId"]> {
  const { applications } = services.stores.registry;
  const { applicationId } = body;
  const application =
    applicationId &&
    (await loadOwned(applications, applicationId, principal, "integrations", "write"));
  return tenantOfNew(principal, application?.tenantId ?? body.tenantId, "integrations");
}
