import { newId, type KeyId, type TenantId } from "@lorats/base";
import type { Services } from "../services.ts";

interface HasSecret {
  readonly tenantId: TenantId;
  readonly secretKeyId?: KeyId | undefined;
}

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

/**
 * Changes a thing that has a secret, together with the secret where a new one is given: of the two, the one that is not used
 * afterwards is destroyed.
 */
export async function changeWithSecret<Thing extends HasSecret>(
  services: Pick<Services, "clock" | "random" | "stores">,
  { tenantId, secretKeyId: former }: HasSecret,
  secret: string | undefined,
  change: (changed: Pick<HasSecret, "secretKeyId">) => Promise<Thing>,
): Promise<Thing> {
  const { keys } = services.stores;
  const secretKeyId = await keepSecret(services, tenantId, secret);
  let thing: Thing;
  try {
    thing = await change(secretKeyId ? { secretKeyId } : {});
  } catch (error) {
    if (secretKeyId) await keys.destroy([secretKeyId]);
    throw error;
  }
  if (secretKeyId && former) await keys.destroy([former]);
  return thing;
}

/** What was kept, as it was given. */
export async function secretOf(
  { keys }: Pick<Services["stores"], "keys">,
  id: KeyId | undefined,
): Promise<string | undefined> {
  const bytes = id && (await keys.get([id])).get(id);
  return bytes && new TextDecoder().decode(bytes);
}
