import type { Me } from "@lorats/api";
import { createContext, useContext } from "react";
import { createRemembered, useStore } from "./store.ts";

/** The tenant that the pages are about, for those who have several; empty: all that one may see. */
export const chosenTenant = createRemembered<string>(
  "lorats-tenant",
  "",
  (text): text is string => typeof text === "string",
);

export const MeContext = createContext<Me | undefined>(undefined);

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("pages are shown to those who are signed in");
  return me;
}

export type TenantId = Me["tenants"][number]["id"];

/** The tenant that lists are about; undefined stands for all. */
export function useTenantId(): TenantId | undefined {
  const chosen = useStore(chosenTenant);
  const { tenants } = useMe();
  if (tenants.length === 1) return tenants[0]!.id;
  return (
    tenants.find(({ id }) => id === chosen)?.id ?? (tenants.length > 1 ? tenants[0]!.id : undefined)
  );
}

/** Whether whoever is signed in may make, change and remove owners of the tenant that is open. */
export function useManagesOwners(): boolean {
  const { tenants, isServerAdmin } = useMe();
  const tenantId = useTenantId();
  return isServerAdmin || tenants.some((one) => one.id === tenantId && one.managesOwners);
}

/** Whether one of the scopes covers the action on the resource; the server decides, this only spares dead buttons. */
export function covers(scopes: readonly string[], resource: string, action: string): boolean {
  return scopes.some((scope) => {
    if (scope === "*") return true;
    const [ofResource, ofAction] = scope.split(":");
    return [resource, "*"].includes(ofResource!) && [action, "*"].includes(ofAction!);
  });
}

/** May I do that in the tenant that is open? */
export function useMay(resource: string, action: "read" | "write"): boolean {
  const { tenants } = useMe();
  const tenantId = useTenantId();
  return tenants.some(
    ({ id, scopes }) =>
      (tenantId === undefined || id === tenantId) && covers(scopes, resource, action),
  );
}
