import type { AssessmentView, Device } from "@lorats/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client } from "../../../client.ts";
import { newestRevisions } from "./bias-tracks.ts";

const PAGE = 1000;
/** A long track is not fetched anew with every frame. */
const REFRESH_MS = 30_000;

/** What was thought of a device's newest frames, one for each frame, oldest first. */
export function useAssessments(deviceId: string, count: number) {
  return useQuery({
    queryKey: ["assessments", deviceId, count],
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
    queryFn: async ({ signal }) => {
      const items: AssessmentView[] = [];
      let after: string | undefined;
      do {
        const query = { deviceId: deviceId as Device["id"], limit: Math.min(PAGE, count), after };
        const page = await client.listAssessments(query, signal);
        items.push(...page.items);
        after = page.next;
      } while (after !== undefined && items.length < count);
      return newestRevisions(items);
    },
  });
}
