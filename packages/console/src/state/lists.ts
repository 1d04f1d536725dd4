import type { Application, DeviceProfile, Gateway, ServerInfo } from "@lorats/api";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { client } from "../client.ts";
import { useTenantId } from "./access.ts";

/** Choices of a form and names of ids: more than this and one has to search. */
const CHOICES = 1000;

export function useApplications(): readonly Application[] {
  const tenantId = useTenantId();
  const { data } = useQuery({
    queryKey: ["applications", "choices", tenantId],
    queryFn: ({ signal }) => client.listApplications({ limit: CHOICES, tenantId }, signal),
  });
  return data?.items ?? [];
}

export function useProfiles(): readonly DeviceProfile[] {
  const tenantId = useTenantId();
  const { data } = useQuery({
    queryKey: ["profiles", "choices", tenantId],
    queryFn: ({ signal }) => client.listDeviceProfiles({ limit: CHOICES, tenantId }, signal),
  });
  return data?.items ?? [];
}

export function useGateways(): readonly Gateway[] {
  const tenantId = useTenantId();
  const { data } = useQuery({
    queryKey: ["gateways", "choices", tenantId],
    queryFn: ({ signal }) => client.listGateways({ limit: CHOICES, tenantId }, signal),
    refetchInterval: 15_000,
  });
  return data?.items ?? [];
}

/** Where gateways and programs connect, and whether the simulated world runs. */
export function useServerInfo(): UseQueryResult<ServerInfo> {
  return useQuery({
    queryKey: ["server"],
    queryFn: ({ signal }) => client.serverInfo({}, signal),
    staleTime: Infinity,
  });
}
