import { formatInstant, newId, parseInstant } from "@lorats/base";
import { API_PREFIX, INBOUND_PATH } from "@lorats/api";
import {
  CONNECTOR_KINDS,
  connectorKind,
  hashSecret,
  hexOfHash,
  newSecret,
  type Connector,
  type ConnectorId,
} from "@lorats/platform";
import { z } from "zod";
import { recordChange } from "../../audit.ts";
import type { Principal } from "../../auth/principal.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadItem, loadOwned } from "../owned.ts";
import { HttpProblem, notFound } from "../problem.ts";
import { defined, pageOf } from "../shapes.ts";
import { changeWithSecret, removeWithSecret } from "../../outbound/kept-secret.ts";
import { demandSecretForNewTarget } from "../../outbound/moved-target.ts";
import { checkSettings } from "../settings.ts";
import { demand, tenantOfList } from "../tenancy.ts";

type Operations =
  | "listConnectorKinds"
  | "listConnectors"
  | "createConnector"
  | "getConnector"
  | "updateConnector"
  | "deleteConnector"
  | "renewConnectorToken"
  | "startBackfill";

export const connectorHandlers: Handlers<Operations> = {
  async listConnectorKinds() {
    const items = CONNECTOR_KINDS.map((one) => ({
      kind: one.kind,
      title: one.title,
      backfills: "pull" in one,
      subscribes: "subscription" in one,
      settings: z.toJSONSchema(one.settings, { io: "input" }) as Record<string, unknown>,
    }));
    return { items };
  },

  async listConnectors({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "connectors");
    const page = await services.stores.connectors.list({ ...query, tenantId });
    return pageOf(page, (connector) => show(services, connector));
  },

  async createConnector({ services, principal, body }) {
    const { clock, random, stores } = services;
    const { applicationId, profileId, kind, name, enabled, createsDevices } = body;
    const { applications } = stores.registry;
    const owner = await loadOwned(applications, applicationId, principal, "connectors", "write");
    const { tenantId } = owner;
    // What it brings is written as if its owner had brought it.
    demand(principal, tenantId, "devices", "write");
    await demandProfile(services, principal, profileId, tenantId);
    const settings = settingsOf(kind, body.settings);
    const token = newSecret("lts_conn", random);
    const draft: Connector = {
      id: newId<ConnectorId>(clock, random),
      tenantId,
      applicationId,
      profileId,
      kind,
      name,
      enabled,
      createsDevices,
      settings,
      tokenHash: hexOfHash(hashSecret(token)),
      createdAt: clock.now(),
      version: 1,
    };
    const connector = await changeWithSecret(services, draft, body.secret, async (kept) => {
      const whole = { ...draft, ...kept };
      await stores.connectors.create([whole]);
      return whole;
    });
    await services.connectors.apply(connector);
    await record(services, principal, { after: connector });
    return { ...show(services, connector), token };
  },

  async getConnector({ services, principal, params }) {
    return show(services, await load(services, params.id, principal, "read"));
  },

  async updateConnector({ services, principal, params, body }) {
    const connector = await load(services, params.id, principal, "write");
    const { tenantId } = connector;
    demand(principal, tenantId, "devices", "write");
    const { secret, settings, version = connector.version, ...rest } = body;
    if (rest.profileId) await demandProfile(services, principal, rest.profileId, tenantId);
    const checked = settings && settingsOf(connector.kind, settings);
    demandSecretForNewTarget(connector, checked, secret);
    const updated = await changeWithSecret(services, connector, secret, (kept) =>
      services.stores.connectors.update({
        ...connector,
        ...defined(rest),
        ...(checked && { settings: checked }),
        ...kept,
        version,
      }),
    );
    await services.connectors.apply(updated);
    await record(services, principal, { before: connector, after: updated });
    return show(services, updated);
  },

  async deleteConnector({ services, principal, params }) {
    const connector = await load(services, params.id, principal, "write");
    const { stores, connectors } = services;
    await removeWithSecret(services, connector, stores.connectors, connectors);
    await record(services, principal, { before: connector });
  },

  async renewConnectorToken({ services, principal, params }) {
    const connector = await load(services, params.id, principal, "write");
    // Whoever has the token brings what is written as if the owner had brought it.
    demand(principal, connector.tenantId, "devices", "write");
    const token = newSecret("lts_conn", services.random);
    const tokenHash = hexOfHash(hashSecret(token));
    const updated = await services.stores.connectors.update({ ...connector, tokenHash });
    await record(services, principal, { before: connector, after: updated });
    return { token };
  },

  async startBackfill({ services, principal, params, body }) {
    const connector = await load(services, params.id, principal, "write");
    if (!connectorKind(connector.kind)!.pull) {
      const what = `nothing can be fetched from ${connector.kind}`;
      throw new HttpProblem(409, "CONNECTOR_NO_BACKFILL", what);
    }
    if (!connector.enabled) {
      throw new HttpProblem(409, "CONNECTOR_OFF", "the connector is switched off");
    }
    await services.connectors.backfill(connector, parseInstant(body.from));
    return show(services, connector);
  },
};

type Shown = Awaited<ReturnType<Handlers<"getConnector">["getConnector"]>>;

function show(
  { connectors, config }: Pick<Services, "connectors" | "config">,
  connector: Connector,
): Shown {
  const { tokenHash: _, secretKeyId, createdAt, settings, ...rest } = connector;
  const { lastAt, ...status } = connectors.status(connector.id);
  const base = config["http.public_url"]?.replace(/\/$/, "") ?? "";
  return {
    ...rest,
    settings: { ...settings },
    hasSecret: secretKeyId !== undefined,
    inboundUrl: `${base}${API_PREFIX}${INBOUND_PATH.replace(":id", connector.id)}`,
    status: { ...status, ...(lastAt !== undefined && { lastAt: formatInstant(lastAt) }) },
    createdAt: formatInstant(createdAt),
  };
}

function load(
  { stores }: Services,
  id: string,
  principal: Principal,
  action: "read" | "write",
): Promise<Connector> {
  return loadItem(stores.connectors, id, principal, "connectors", action);
}

async function demandProfile(
  { stores }: Services,
  principal: Principal,
  id: Connector["profileId"],
  tenantId: Connector["tenantId"],
): Promise<void> {
  const { deviceProfiles } = stores.registry;
  const profile = await loadOwned(deviceProfiles, id, principal, "connectors", "write");
  if (profile.tenantId !== tenantId) throw notFound();
}

/** Checked by the kind's own schema. */
export function settingsOf(
  name: string,
  settings: Record<string, unknown>,
): Record<string, unknown> {
  const kind = connectorKind(name);
  if (!kind) throw new HttpProblem(400, "HTTP_INVALID", `there is no kind of connector ${name}`);
  return checkSettings(kind.settings, settings, ["broker", "api"]);
}

/** Neither the token's hash nor the secret's id: the audit log is read by others. */
async function record(
  services: Services,
  { actor }: Principal,
  { before, after }: { readonly before?: Connector; readonly after?: Connector },
): Promise<void> {
  const { id, tenantId } = (after ?? before)!;
  const plain = (connector: Connector | undefined): Record<string, unknown> | undefined => {
    if (!connector) return undefined;
    const { tokenHash, secretKeyId: _, createdAt, ...rest } = connector;
    // That the token changed is worth telling; what it is, is not.
    const token = tokenHash.slice(0, 8);
    return { ...rest, token, createdAt: formatInstant(createdAt) };
  };
  const change = { before: plain(before), after: plain(after) };
  await recordChange(services, { actor, tenantId, kind: "connector", id, ...change });
}
