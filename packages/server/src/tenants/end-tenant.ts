import type { TenantId } from "@lorats/base";
import { everyItem } from "@lorats/platform";
import { recordChange } from "../audit.ts";
import { removeWithSecret } from "../outbound/kept-secret.ts";
import type { Services } from "../services.ts";

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * Ends what a tenant that was deleted leaves behind: its credentials, its users' memberships, and all that sends events out or
 * brings them in. Applications, devices and gateways are gone already: as long as there is one, no tenant is deleted.
 */
export async function endTenant(
  services: Services,
  tenantId: TenantId,
  actor: string,
): Promise<void> {
  const { stores } = services;
  const ended = (kind: string, { id, name }: Named): Promise<void> =>
    recordChange(services, { actor, tenantId, kind, id, before: { name } });
  for await (const key of everyItem(stores.apiKeys, tenantId)) {
    await stores.apiKeys.delete([key.id]);
    await ended("api-key", key);
  }
  for await (const credential of everyItem(stores.mqttCredentials, tenantId)) {
    await stores.mqttCredentials.delete([credential.id]);
    await ended("mqtt-credential", credential);
  }
  for await (const user of everyItem(stores.users, tenantId)) {
    const memberships = user.memberships.filter((one) => one.tenantId !== tenantId);
    await stores.users.update({ ...user, memberships });
  }
  await endLines(services, tenantId, ended);
}

/** What goes out and comes in. */
async function endLines(
  services: Services,
  tenantId: TenantId,
  ended: (kind: string, thing: Named) => Promise<void>,
): Promise<void> {
  const { stores } = services;
  for await (const integration of everyItem(stores.integrations, tenantId)) {
    await removeWithSecret(services, integration, stores.integrations, services.integrations);
    await ended("integration", integration);
  }
  for await (const connector of everyItem(stores.connectors, tenantId)) {
    await removeWithSecret(services, connector, stores.connectors, services.connectors);
    await ended("connector", connector);
  }
  for await (const source of everyItem(stores.enrichmentSources, tenantId)) {
    await removeWithSecret(services, source, stores.enrichmentSources, services.enrichments);
    await ended("enrichment-source", source);
  }
  for await (const rule of everyItem(stores.alarmRules, tenantId)) {
    await stores.alarmRules.delete([rule.id]);
    await services.alarmNotifier.remove(rule.id);
    await ended("alarm-rule", rule);
  }
  await services.alarms.rulesChanged();
}
