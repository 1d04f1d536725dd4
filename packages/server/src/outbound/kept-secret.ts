import { newId, type KeyId, type TenantId } from "@lorats/base";
import { destroyKeys, withKeys } from "../key-change.ts";
import type { Services } from "../services.ts";

interface HasSecret {
  readonly tenantId: TenantId;
  readonly secretKeyId?: KeyId | undefined;
}

/** Keeps the secret that a target or connector of people's asks for, if there is one, under an id of its own. */
async function keepSecret(
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

/** Creates or changes a thing that may have a secret, together with the secret where one is given. */
export async function changeWithSecret<Thing>(
  services: Pick<Services, "clock" | "random" | "stores">,
  { tenantId, secretKeyId: former }: HasSecret,
  secret: string | undefined,
  change: (changed: Pick<HasSecret, "secretKeyId">) => Promise<Thing>,
): Promise<Thing> {
  const secretKeyId = await keepSecret(services, tenantId, secret);
  const keys = { fresh: [secretKeyId], former: [secretKeyId && former] };
  return await withKeys(services, keys, () => change(secretKeyId ? { secretKeyId } : {}));
}

/** Ends a thing that may have a secret, and what runs of it; nothing names the secret any more by then. */
export async function removeWithSecret<Id extends string>(
  services: Pick<Services, "stores">,
  { id, secretKeyId }: { readonly id: Id; readonly secretKeyId?: KeyId | undefined },
  store: { delete(ids: readonly Id[]): Promise<unknown> },
  running: { remove(id: Id): Promise<void> | void },
): Promise<void> {
  await store.delete([id]);
  await running.remove(id);
  await destroyKeys(services, [secretKeyId]);
}

/** What was kept, as it was given. */
export async function secretOf(
  { keys }: Pick<Services["stores"], "keys">,
  id: KeyId | undefined,
): Promise<string | undefined> {
  const bytes = id && (await keys.get([id])).get(id);
  return bytes && new TextDecoder().decode(bytes);
}
