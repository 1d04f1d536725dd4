import { newId, type KeyId, type TenantId } from "@lorats/base";
import type { Services } from "../services.ts";

/** Keeps the secret that a target or connector of people's asks for, if there is one, under an id of its own. */
export async function keepSecret(
  { clock, random, stores }: Pick<Services, "clock" | "random" | "stores">,
  tenantId: TenantId,
  secret: string | undefined,
): Promise<KeyId | undefined> {
  if (secret === undefined) return undefined;
  const id = newId<KeyId>(clock, random);
  const bytes = new TextEncoder().encode(secret);
  await stores.keys.put([{ id, tenantId, kind: "integration", secret: bytes }]);
  return id;
}

/** What was kept, as it was given. */
export async function secretOf(
  { keys }: Pick<Services["stores"], "keys">,
  id: KeyId | undefined,
): Promise<string | undefined> {
  const bytes = id && (await keys.get([id])).get(id);
  return bytes && new TextDecoder().decode(bytes);
}
