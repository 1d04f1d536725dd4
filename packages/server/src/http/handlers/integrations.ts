import { formatInstant, newId } from "@lorats/base";
import type { DeadLetter, Integration, IntegrationId } from "@lorats/platform";
import { recordChange } from "../../audit.ts";
import { mayIn, type Principal } from "../../auth/principal.ts";
import { INTEGRATION_KINDS } from "../../integrations/integrations.ts";
import type { Services } from "../../services.ts";
import type { Call, Handlers } from "../call.ts";
import { loadItem, tenantOfCreated } from "../owned.ts";
import { HttpProblem } from "../problem.ts";
import { changeWithSecret, removeWithSecret } from "../../outbound/kept-secret.ts";
import { demandSecretForNewTarget, newTarget } from "../../outbound/moved-target.ts";
import { pageOf, withoutValues } from "../shapes.ts";
import { refuseSecretsInUrl } from "../target-url.ts";
import { demand, tenantOfList } from "../tenancy.ts";

type Shown = Awaited<ReturnType<Handlers<"getIntegration">["getIntegration"]>>;
type Body = Call<"createIntegration">["body"] | Call<"updateIntegration">["body"];

const SECRET_BYTES = 32;

/** Header values may be somebody's token: they stay out of the audit log. */
function forAudit(integration: Integration): Record<string, unknown> {
  const { secretKeyId: _, settings, createdAt, ...rest } = integration;
  const headers = settings["headers"] as Record<string, string> | undefined;
  const shown = { ...settings, ...(headers && { headers: Object.keys(headers) }) };
  return { ...rest, createdAt: formatInstant(createdAt), settings: shown };
}

function show({ integrations }: Services, principal: Principal, integration: Integration): Shown {
  const { id, tenantId, applicationId, kind, name, enabled, createdAt, version } = integration;
  const mayChange = mayIn(principal, tenantId, "integrations", "write");
  const settings = mayChange ? integration.settings : withoutValues(integration.settings);
  const status = integrations.status(id);
  return {
    id,
    tenantId,
    ...(applicationId !== undefined && { applicationId }),
    kind: kind as Shown["kind"],
    name,
    enabled,
    [kind]: settings,
    ...(status && { status: { ...status } }),
    createdAt: formatInstant(createdAt),
    version,
  };
}

const showLetter = ({ id, message, reason, createdAt }: DeadLetter) => ({
  id,
  event: message.kind,
  devEui: message.devEui,
  reason,
  createdAt: formatInstant(createdAt),
  message: { ...message.json },
});

function load(
  { stores }: Services,
  id: string,
  principal: Principal,
  action: "read" | "write",
): Promise<Integration> {
  return loadItem(stores.integrations, id, principal, "integrations", action);
}

/** The settings of an integration's own kind, and no others; undefined when there are none. */
export function settingsOf(kind: Shown["kind"], body: Body): Record<string, unknown> | undefined {
  const given = body as Readonly<Record<string, unknown>>;
  for (const other of INTEGRATION_KINDS) {
    if (other === kind || given[other] === undefined) continue;
    throw new HttpProblem(
      400,
      "HTTP_INVALID",
      `${other} is not for an integration of kind ${kind}`,
    );
  }
  const settings = body[kind];
  if (settings) refuseSecretsInUrl(settings.url);
  return settings && { ...settings };
}

function madeSecret({ random }: Pick<Services, "random">): string {
  return Buffer.from(random.bytes(SECRET_BYTES)).toString("base64url");
}

/** The secret when another target is named and none is given with it: nothing of the former one may get there. */
function secretAfter(
  services: Services,
  before: Integration,
  settings: Record<string, unknown> | undefined,
): string | undefined {
  // What signs is never sent.
  if (!settings || before.kind === "webhook") return undefined;
  const sendsNone = NAMED.has(before.kind) && settings["username"] === undefined;
  if (!sendsNone) demandSecretForNewTarget(before, settings, undefined);
  return newTarget(before.settings, settings) === undefined ? undefined : madeSecret(services);
}

/** Kinds that send their secret only with a name. */
const NAMED: ReadonlySet<string> = new Set(["mqtt", "kafka"]);

type Operations =
  | "listIntegrations"
  | "createIntegration"
  | "getIntegration"
  | "updateIntegration"
  | "deleteIntegration"
  | "listDeadLetters"
  | "replayDeadLetters";

export const integrationHandlers: Handlers<Operations> = {
  async listIntegrations({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "integrations");
    const page = await services.stores.integrations.list({ ...query, tenantId });
    return pageOf(page, (integration) => show(services, principal, integration));
  },

  async createIntegration(call) {
    const { services, principal, body } = call;
    const { clock, random, stores } = services;
    const tenantId = await tenantOfCreated(services, principal, body, "integrations");
    // What is sent out is what whoever sets this up may read himself.
    demand(principal, tenantId, "events", "read");
    const settings = settingsOf(body.kind, body);
    if (!settings)
      throw new HttpProblem(400, "HTTP_INVALID", `${body.kind}: its settings are missing`);
    await services.quotas.demand(tenantId, "integrations", principal.actor);
    const secret = body.secret ?? madeSecret(services);
    const draft: Integration = {
      id: newId<IntegrationId>(clock, random),
      tenantId,
      ...(body.applicationId !== undefined && { applicationId: body.applicationId }),
      kind: body.kind,
      name: body.name,
      enabled: body.enabled,
      settings,
      createdAt: clock.now(),
      version: 1,
    };
    const integration = await changeWithSecret(services, draft, secret, async (kept) => {
      const whole = { ...draft, ...kept };
      await stores.integrations.create([whole]);
      return whole;
    });
    await services.integrations.apply(integration);
    const { actor } = principal;
    const { id } = integration;
    const after = forAudit(integration);
    await recordChange(services, { actor, tenantId, kind: "integration", id, after });
    const shown = body.kind === "webhook" && body.secret === undefined;
    return { ...show(services, principal, integration), ...(shown && { secret }) };
  },

  async getIntegration({ services, principal, params }) {
    return show(services, principal, await load(services, params.id, principal, "read"));
  },

  async updateIntegration({ services, principal, params, body }) {
    const integration = await load(services, params.id, principal, "write");
    const { id, tenantId } = integration;
    // Whoever says where events go could have them sent to himself.
    demand(principal, tenantId, "events", "read");
    const settings = settingsOf(integration.kind as Shown["kind"], body);
    const secret = body.secret ?? secretAfter(services, integration, settings);
    const updated = await changeWithSecret(services, integration, secret, (kept) =>
      services.stores.integrations.update({
        ...integration,
        ...(body.name !== undefined && { name: body.name }),
        ...(body.enabled !== undefined && { enabled: body.enabled }),
        ...(settings && { settings }),
        ...kept,
        version: body.version ?? integration.version,
      }),
    );
    await services.integrations.apply(updated);
    const { actor } = principal;
    const change = { before: forAudit(integration), after: forAudit(updated) };
    await recordChange(services, { actor, tenantId, kind: "integration", id, ...change });
    return show(services, principal, updated);
  },

  async deleteIntegration({ services, principal, params }) {
    const integration = await load(services, params.id, principal, "write");
    const { id, tenantId } = integration;
    const { stores, integrations } = services;
    await removeWithSecret(services, integration, stores.integrations, integrations);
    const { actor } = principal;
    const before = forAudit(integration);
    await recordChange(services, { actor, tenantId, kind: "integration", id, before });
  },

  async listDeadLetters({ services, principal, params, query }) {
    const { id, tenantId } = await load(services, params.id, principal, "read");
    demand(principal, tenantId, "events", "read");
    return pageOf(await services.stores.deadLetters(id).list(query), showLetter);
  },

  async replayDeadLetters({ services, principal, params, body: { ids } }) {
    const { id } = await load(services, params.id, principal, "write");
    const outcome = await services.integrations.replay(id, ids);
    if (!outcome) throw new HttpProblem(409, "INTEGRATION_OFF", "the integration is switched off");
    return outcome;
  },
};
