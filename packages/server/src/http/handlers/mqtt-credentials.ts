import { formatInstant, newId } from "@lorats/base";
import {
  hashSecret,
  newSecret,
  type MqttCredential,
  type MqttCredentialId,
} from "@lorats/platform";
import { recordChange } from "../../audit.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { notFound } from "../problem.ts";
import { defined, pageOf } from "../shapes.ts";
import { demand, tenantOfList, tenantOfNew } from "../tenancy.ts";
import { expiry } from "./expiry.ts";

function showCredential(credential: MqttCredential) {
  const { hash: _, ephemeral: __, createdAt, expiresAt, ...rest } = credential;
  return {
    ...defined(rest),
    createdAt: formatInstant(createdAt),
    ...(expiresAt !== undefined && { expiresAt: formatInstant(expiresAt) }),
  };
}

type Operations = "listMqttCredentials" | "createMqttCredential" | "deleteMqttCredential";

export const mqttCredentialHandlers: Handlers<Operations> = {
  async listMqttCredentials({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "mqtt-credentials");
    const page = await services.stores.mqttCredentials.list({ ...query, tenantId });
    return pageOf(page, showCredential);
  },

  async createMqttCredential({ services, principal, body }) {
    const { clock, random, stores } = services;
    const { registry, mqttCredentials } = stores;
    const application =
      body.applicationId &&
      (await loadOwned(
        registry.applications,
        body.applicationId,
        principal,
        "mqtt-credentials",
        "write",
      ));
    const asked = application?.tenantId ?? body.tenantId;
    const tenantId = tenantOfNew(principal, asked, "mqtt-credentials");
    demand(principal, tenantId, "events", "read");
    if (body.mayCommand) demand(principal, tenantId, "downlinks", "write");
    const id = newId<MqttCredentialId>(clock, random);
    const password = newSecret("lts_mqtt", random);
    const credential: MqttCredential = {
      id,
      tenantId,
      name: body.name,
      username: `app-${id.slice(-12)}`,
      hash: hashSecret(password),
      mayCommand: body.mayCommand,
      createdAt: clock.now(),
      ephemeral: false,
      ...(body.applicationId !== undefined && { applicationId: body.applicationId }),
      ...expiry(body.expiresAt, clock),
    };
    await mqttCredentials.create([credential]);
    const after = showCredential(credential);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "mqtt-credential", id, after });
    return { ...after, password };
  },

  async deleteMqttCredential({ services, principal, params }) {
    const { mqttCredentials } = services.stores;
    const [credential] = await mqttCredentials.get([params.id as MqttCredentialId]);
    if (!credential) throw notFound();
    const { id, tenantId } = credential;
    demand(principal, tenantId, "mqtt-credentials", "write");
    await mqttCredentials.delete([id]);
    const { actor } = principal;
    const before = showCredential(credential);
    await recordChange(services, { actor, tenantId, kind: "mqtt-credential", id, before });
  },
};
