import type { TenantId } from "@lorats/base";
import type { Directory } from "../server/directory.ts";
import type { HeardFrame } from "./collector.ts";

/** Why a frame is refused that nobody heard on its owner's behalf. */
export const ONLY_PRIVATE = {
  code: "NS_GATEWAY_PRIVATE",
  reason: "only private gateways of other tenants heard it",
} as const;

/** The frame without what other tenants' private gateways heard, or nothing when nothing is left. */
export function visibleTo(
  owner: TenantId,
  heard: HeardFrame,
  directory: Pick<Directory, "tenant">,
): HeardFrame | undefined {
  const may = (tenantId: TenantId): boolean =>
    tenantId === owner || (directory.tenant(tenantId)?.sharesUplinks ?? false);
  if (heard.copies.every(({ gateway }) => may(gateway.tenantId))) return heard;
  const copies = heard.copies.filter(({ gateway }) => may(gateway.tenantId));
  return copies.length === 0 ? undefined : { ...heard, copies };
}
