import { formatInstant, newId } from "@lorats/base";
import {
  ENRICHMENT_KINDS,
  enrichmentKind,
  type EnrichmentSource,
  type EnrichmentSourceId,
} from "@lorats/platform";
import { z } from "zod";
import { recordChange } from "../../audit.ts";
import type { Principal } from "../../auth/principal.ts";
import { changeWithSecret, removeWithSecret } from "../../outbound/kept-secret.ts";
import { demandSecretForNewTarget } from "../../outbound/moved-target.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadItem, tenantOfCreated } from "../owned.ts";
import { HttpProblem } from "../problem.ts";
import { defined, pageOf } from "../shapes.ts";
import { checkSettings } from "../settings.ts";
import { demand, tenantOfList } from "../tenancy.ts";

type Operations =
  | "listEnrichmentKinds"
  | "listEnrichmentSources"
  | "createEnrichmentSource"
  | "getEnrichmentSource"
  | "updateEnrichmentSource"
  | "deleteEnrichmentSource";

export const enrichmentHandlers: Handlers<Operations> = {
  async listEnrichmentKinds() {
    const items = ENRICHMENT_KINDS.map(({ kind, title, settings }) => ({
      kind,
      title,
      settings: z.toJSONSchema(settings, { io: "input" }) as Record<string, unknown>,
    }));
    return { items };
  },

  async listEnrichmentSources({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "connectors");
    const page = await services.stores.enrichmentSources.list({ ...query, tenantId });
    return pageOf(page, (source) => show(services, source));
  },

  async createEnrichmentSource({ services, principal, body }) {
    const { clock, random, stores, enrichments } = services;
    const tenantId = await tenantOfCreated(services, principal, body, "connectors");
    // What it says stands in the log, and where devices are goes out to it.
    demand(principal, tenantId, "events", "read");
    const { secret, settings, applicationId, tenantId: _, ...rest } = body;
    const draft: EnrichmentSource = {
      ...rest,
      id: newId<EnrichmentSourceId>(clock, random),
      tenantId,
      ...(applicationId !== undefined && { applicationId }),
      settings: settingsOf(body.kind, settings),
      createdAt: clock.now(),
      version: 1,
    };
    const source = await changeWithSecret(services, draft, secret, async (kept) => {
      const whole = { ...draft, ...kept };
      await stores.enrichmentSources.create([whole]);
      return whole;
    });
    await enrichments.apply(source);
    await record(services, principal, undefined, source);
    return show(services, source);
  },

  async getEnrichmentSource({ services, principal, params }) {
    return show(services, await load(services, params.id, principal, "read"));
  },

  async updateEnrichmentSource({ services, principal, params, body }) {
    const { stores, enrichments } = services;
    const source = await load(services, params.id, principal, "write");
    demand(principal, source.tenantId, "events", "read");
    const { secret, settings, version = source.version, ...rest } = body;
    const checked = settings && settingsOf(source.kind, settings);
    demandSecretForNewTarget(source, checked, secret);
    const updated = await changeWithSecret(services, source, secret, (kept) =>
      stores.enrichmentSources.update({
        ...source,
        ...defined(rest),
        ...(checked && { settings: checked }),
        ...kept,
        version,
      }),
    );
    await enrichments.apply(updated);
    await record(services, principal, source, updated);
    return show(services, updated);
  },

  async deleteEnrichmentSource({ services, principal, params }) {
    const { stores, enrichments } = services;
    const source = await load(services, params.id, principal, "write");
    await removeWithSecret(services, source, stores.enrichmentSources, enrichments);
    await record(services, principal, source, undefined);
  },
};

type Shown = Awaited<ReturnType<Handlers<"getEnrichmentSource">["getEnrichmentSource"]>>;

function show({ enrichments }: Pick<Services, "enrichments">, source: EnrichmentSource): Shown {
  const { secretKeyId, applicationId, settings, createdAt, ...rest } = source;
  const { lastAt, ...status } = enrichments.status(source.id);
  return {
    ...rest,
    ...(applicationId !== undefined && { applicationId }),
    settings: { ...settings },
    hasSecret: secretKeyId !== undefined,
    status: { ...status, ...(lastAt !== undefined && { lastAt: formatInstant(lastAt) }) },
    createdAt: formatInstant(createdAt),
  };
}

function load(
  { stores }: Services,
  id: string,
  principal: Principal,
  action: "read" | "write",
): Promise<EnrichmentSource> {
  return loadItem(stores.enrichmentSources, id, principal, "connectors", action);
}

/** Checked by the kind's own schema. */
export function settingsOf(
  name: string,
  settings: Record<string, unknown>,
): Record<string, unknown> {
  const kind = enrichmentKind(name);
  if (!kind) throw new HttpProblem(400, "HTTP_INVALID", `there is no kind of source ${name}`);
  return checkSettings(kind.settings, settings, ["api", "url"]);
}

/** Not the secret's id: the audit log is read by others. */
async function record(
  services: Services,
  { actor }: Principal,
  before: EnrichmentSource | undefined,
  after: EnrichmentSource | undefined,
): Promise<void> {
  const { id, tenantId } = (after ?? before)!;
  const plain = (source: EnrichmentSource | undefined): Record<string, unknown> | undefined => {
    if (!source) return undefined;
    const { secretKeyId: _, createdAt, ...rest } = source;
    return { ...rest, createdAt: formatInstant(createdAt) };
  };
  const change = { before: plain(before), after: plain(after) };
  await recordChange(services, { actor, tenantId, kind: "enrichment-source", id, ...change });
}
