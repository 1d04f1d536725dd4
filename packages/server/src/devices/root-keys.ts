import { fromHex, newId, type KeyId, type KeyKind, type NewKey, type TenantId } from "@lorats/base";
import type { Services } from "../services.ts";

export interface RootKeys {
  readonly appKey?: string | undefined;
  readonly nwkKey?: string | undefined;
}

export interface RootKeyIds {
  readonly appKeyId?: KeyId;
  readonly nwkKeyId?: KeyId;
}

/** Root keys under ids of their own, not stored yet: what is kept in the device are the ids. */
export function makeKeys(
  { clock, random }: Pick<Services, "clock" | "random">,
  tenantId: TenantId,
  { appKey, nwkKey }: RootKeys,
): { readonly keys: readonly NewKey[]; readonly ids: RootKeyIds } {
  const make = (kind: KeyKind, hex: string): NewKey => ({
    id: newId<KeyId>(clock, random),
    tenantId,
    kind,
    secret: fromHex(hex),
  });
  const app = appKey === undefined ? undefined : make("app-key", appKey);
  const nwk = nwkKey === undefined ? undefined : make("nwk-key", nwkKey);
  return {
    keys: [app, nwk].filter((key) => key !== undefined),
    ids: { ...(app && { appKeyId: app.id }), ...(nwk && { nwkKeyId: nwk.id }) },
  };
}

export async function storeKeys(
  services: Pick<Services, "clock" | "random" | "stores">,
  tenantId: TenantId,
  rootKeys: RootKeys,
): Promise<RootKeyIds> {
  const { keys, ids } = makeKeys(services, tenantId, rootKeys);
  if (keys.length > 0) await services.stores.keys.put(keys);
  return ids;
}
