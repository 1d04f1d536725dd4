import type { Device } from "@lorats/api";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { client, queries } from "../../client.ts";
import { useLiveEvents } from "../../state/live.ts";

export function useDevice(id: string): UseQueryResult<Device> {
  return useQuery({
    queryKey: ["device", id],
    queryFn: ({ signal }) => client.getDevice({ id }, signal),
  });
}

export function useSession(id: string) {
  return useQuery({
    queryKey: ["device", id, "session"],
    queryFn: ({ signal }) => client.getSession({ id }, signal),
  });
}

/** The newest uplinks of a device, newest first. */
export function useDeviceUplinks(id: string, limit: number) {
  return useQuery({
    queryKey: ["device", id, "uplinks", limit],
    queryFn: async ({ signal }) =>
      (await client.listUplinks({ deviceId: id as Device["id"], limit }, signal)).items,
  });
}

const AT_MOST_EVERY_MS = 1000;

/** Reads again whatever is shown of a device when something happens to it. */
export function useFollow(id: string): void {
  const last = useRef(0);
  const refresh = useCallback(() => {
    last.current = Date.now();
    void queries.invalidateQueries({ queryKey: ["device", id] });
  }, [id]);
  useLiveEvents(({ data }) => {
    if (data["deviceId"] !== id) return;
    if (Date.now() - last.current > AT_MOST_EVERY_MS) refresh();
  });
}
