import type { Event, Gateway } from "@lorats/api";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { client } from "../../client.ts";

export function useGateway(id: string): UseQueryResult<Gateway> {
  return useQuery({
    queryKey: ["gateway", id],
    queryFn: ({ signal }) => client.getGateway({ id }, signal),
    refetchInterval: 10_000,
  });
}

/** The newest events that a gateway brought, oldest first, of one kind. */
export function useGatewayEvents(
  { id, tenantId }: Gateway,
  type: Event["type"],
  limit: number,
): UseQueryResult<readonly Event[]> {
  return useQuery({
    queryKey: ["gateway", id, type, limit],
    queryFn: async ({ signal }) => {
      const query = { tenantId, key: id, types: type, order: "newest-first", limit } as const;
      return (await client.listEvents(query, signal)).items.toReversed();
    },
    refetchInterval: 10_000,
  });
}
