import {
  TENANT_DOCUMENT_LISTS,
  TENANT_DOCUMENT_VERSION,
  type TenantDocument,
  type TenantDocumentItem,
  type TenantDocumentList,
} from "@lorats/api";
import { formatInstant } from "@lorats/base";
import type { Tenant } from "@lorats/network";
import type { Services } from "../services.ts";
import { ItemSeal } from "./item-seal.ts";
import { DOCUMENT_KINDS } from "./kinds/index.ts";
import { unhurried } from "./unhurried.ts";

/** Everything that people set up in a tenant. Secrets are left out, or sealed under the passphrase. */
export async function exportTenant(
  services: Services,
  { id, name }: Pick<Tenant, "id" | "name">,
  passphrase?: string,
): Promise<TenantDocument> {
  const { clock, random } = services;
  const seal = passphrase === undefined ? undefined : await ItemSeal.create(passphrase, random);
  const lists = Object.fromEntries(
    TENANT_DOCUMENT_LISTS.map((list): [string, TenantDocumentItem[]] => [list, []]),
  ) as Record<TenantDocumentList, TenantDocumentItem[]>;
  for (const kind of DOCUMENT_KINDS) {
    for await (const item of unhurried(kind.read(services, id))) {
      const sealed =
        seal && Object.keys(item.secrets).length > 0
          ? { sealed: seal.seal(kind.list, item, random) }
          : {};
      lists[kind.list].push({ id: item.id, ...item.fields, ...sealed });
    }
  }
  return {
    format: "lorats-tenant",
    version: TENANT_DOCUMENT_VERSION,
    exportedAt: formatInstant(clock.now()),
    tenant: { id, name },
    ...(seal && { secrets: seal.derivation }),
    ...lists,
  };
}
