import { CallerError } from "@lorats/base";
import type { LoratsClient } from "@lorats/api";

/** The tenant that is named, or the only one that the API key knows. */
export async function tenantOf(client: LoratsClient, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const { items } = await client.listTenants({ limit: 2 });
  if (items.length === 1) return items[0]!.id;
  throw new CallerError("HTTP_TENANT_REQUIRED", "say which tenant: --tenant is missing");
}
