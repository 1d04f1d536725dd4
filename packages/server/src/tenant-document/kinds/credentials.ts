import { ENDPOINTS } from "@lorats/api";
import { formatInstant, type Instant } from "@lorats/base";
import { everyItem, type Scope } from "@lorats/platform";
import { apiKeyHandlers, demandHeld } from "../../http/handlers/api-keys.ts";
import { expiry } from "../../http/handlers/expiry.ts";
import { mqttCredentialHandlers } from "../../http/handlers/mqtt-credentials.ts";
import { canonical } from "../canonical.ts";
import { fieldsOf, perform, type DocumentKind, type Fields } from "../kind.ts";

interface Ending {
  readonly expiresAt?: Instant | undefined;
}

const ends = ({ expiresAt }: Ending): Fields =>
  expiresAt === undefined ? {} : { expiresAt: formatInstant(expiresAt) };

/** What they may do; those that have ended, or were made for a demonstration, are left out. */
export const API_KEYS: DocumentKind = {
  list: "apiKeys",
  resource: "api-keys",
  async *read({ stores, clock }, tenantId) {
    const now = clock.now();
    for await (const one of everyItem(stores.apiKeys, tenantId)) {
      if (one.ephemeral || (one.expiresAt ?? now + 1n) <= now) continue;
      const may = one.deviceId === undefined ? [] : (["scopes"] as const);
      const fields = { ...fieldsOf(one, "hash", "ephemeral", ...may), ...ends(one) };
      yield { id: one.id, fields, secrets: {} };
    }
  },
  key: canonical,
  references: { deviceId: ["devices"] },
  createBody: ENDPOINTS.createApiKey.body,
  check({ principal, services }, tenantId, { scopes = [], expiresAt }) {
    demandHeld(principal, tenantId, scopes as readonly Scope[]);
    expiry(expiresAt as string | undefined, services.clock);
  },
  create: (asker, _, body) => perform(apiKeyHandlers, "createApiKey", asker, {}, body),
};

/** The same for the MQTT broker; user names are given anew. */
export const MQTT_CREDENTIALS: DocumentKind = {
  list: "mqttCredentials",
  resource: "mqtt-credentials",
  async *read({ stores, clock }, tenantId) {
    const now = clock.now();
    for await (const one of everyItem(stores.mqttCredentials, tenantId)) {
      if (one.ephemeral || (one.expiresAt ?? now + 1n) <= now) continue;
      const fields = { ...fieldsOf(one, "hash", "ephemeral", "username"), ...ends(one) };
      yield { id: one.id, fields, secrets: {} };
    }
  },
  key: canonical,
  references: { applicationId: ["applications"] },
  createBody: ENDPOINTS.createMqttCredential.body,
  check({ services }, _, { expiresAt }) {
    expiry(expiresAt as string | undefined, services.clock);
  },
  async create(asker, _, body) {
    const made = await perform(mqttCredentialHandlers, "createMqttCredential", asker, {}, body);
    return { id: made.id, secret: `${made.username}:${made.password}` };
  },
};
