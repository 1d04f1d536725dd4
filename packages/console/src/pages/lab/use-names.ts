import { useQuery } from "@tanstack/react-query";
import { client } from "../../client.ts";
import { useTenantId } from "../../state/access.ts";

const LISTED = 1000;

/** Names of devices by DevEUI. */
export function useNames(): ReadonlyMap<string, string> {
  const tenantId = useTenantId();
  const { data } = useQuery({
    queryKey: ["devices", "names", tenantId],
    queryFn: async ({ signal }) => {
      const { items } = await client.listDevices({ limit: LISTED, tenantId }, signal);
      return new Map(items.map(({ devEui, name }) => [devEui as string, name]));
    },
  });
  return data ?? new Map();
}
