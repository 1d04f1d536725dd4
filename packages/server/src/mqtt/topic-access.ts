import type { ApplicationId, TenantId } from "@lorats/base";
import type { MqttCredential } from "@lorats/platform";

const APPLICATION = /^application\/([0-9a-f-]{36})\//;

/** Which application a topic belongs to. */
export function applicationOf(topic: string): ApplicationId | undefined {
  return APPLICATION.exec(topic)?.[1] as ApplicationId | undefined;
}

/**
 * Whether somebody may ask for what a filter matches. Wildcards may reach further than his own applications, since
 * every single message is looked at again before it is forwarded; a filter that names a foreign application, or
 * the broker's own topics, is refused at once.
 */
export function maySubscribe(
  filter: string,
  credential: MqttCredential,
  tenantOf: (id: ApplicationId) => TenantId | undefined,
): boolean {
  const [root, application] = filter.split("/");
  if (root !== "application" && root !== "#" && root !== "+") return false;
  if (application === undefined || application === "+" || application === "#") return true;
  return mayUse(application as ApplicationId, credential, tenantOf);
}

/** Whether the application is among those that the credential is for. */
export function mayUse(
  id: ApplicationId,
  { tenantId, applicationId }: MqttCredential,
  tenantOf: (id: ApplicationId) => TenantId | undefined,
): boolean {
  return applicationId === undefined ? tenantOf(id) === tenantId : applicationId === id;
}
