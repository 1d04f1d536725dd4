import type { ResponseOf } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { client } from "../../client.ts";

export type ConnectorKind = ResponseOf<"listConnectorKinds">["items"][number];

/** What connectors can understand. */
export function useConnectorKinds(): readonly ConnectorKind[] | undefined {
  const { data } = useQuery({
    queryKey: ["connector-kinds"],
    queryFn: ({ signal }) => client.listConnectorKinds({}, signal),
    staleTime: Infinity,
  });
  return data?.items;
}
