import type { FrameDetails } from "@lorats/api";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { client } from "../client.ts";

/** Late evidence may still come, and answers. */
const LOOK_MS = 15_000;

/** Everything known of a frame. */
export function useFrame(
  deviceId: string | undefined,
  frameId: string,
): UseQueryResult<FrameDetails> {
  return useQuery({
    queryKey: ["frame", frameId],
    queryFn: ({ signal }) => client.getFrame({ id: deviceId!, frameId }, signal),
    enabled: deviceId !== undefined,
    refetchInterval: LOOK_MS,
  });
}
