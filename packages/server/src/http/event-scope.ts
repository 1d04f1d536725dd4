import type { ApplicationId, DeviceId, TenantId } from "@lorats/base";
import { knowsTenant, type Principal } from "../auth/principal.ts";
import type { Services } from "../services.ts";
import { tenantOfList } from "./tenancy.ts";

interface Filter {
  readonly tenantId?: TenantId | undefined;
  readonly applicationId?: ApplicationId | undefined;
  readonly deviceId?: DeviceId | undefined;
}

/**
 * The tenant whose events are looked through: the one asked for, or that of the application. A device's history is its own, under
 * whichever tenant it happened: undefined, for those who may read whose it is now.
 */
export async function scopeOf(
  { stores }: Services,
  principal: Principal,
  { tenantId, applicationId, deviceId }: Filter,
): Promise<TenantId | undefined> {
  const { devices, applications } = stores.registry;
  const device = deviceId && (await devices.get([deviceId])).get(deviceId);
  const application = applicationId && (await applications.get([applicationId])).get(applicationId);
  const implied = device?.tenantId ?? application?.tenantId;
  // A foreign id finds nothing, exactly as one that does not exist.
  const known = implied !== undefined && knowsTenant(principal, implied) ? implied : undefined;
  const scope = tenantOfList(principal, tenantId ?? known, "events");
  return device && device.tenantId === scope ? undefined : scope;
}

/** Whether something of a device is one of an application's: that of its time, or where the device was moved to. */
export function inApplication(
  { movedDevices }: Pick<Services, "movedDevices">,
  {
    deviceId,
    applicationId,
  }: { readonly deviceId: DeviceId; readonly applicationId: ApplicationId },
  wanted: ApplicationId | undefined,
): boolean {
  return wanted === undefined || movedDevices.applicationOf(deviceId, applicationId) === wanted;
}
