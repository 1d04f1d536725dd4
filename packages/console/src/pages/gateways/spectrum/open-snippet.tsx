import type { Snippet } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { client } from "../../../client.ts";
import { ProblemNotice } from "../../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../../parts/skeletons.tsx";

const PreambleView = lazy(() => import("../../../spectrum/preamble-view.tsx"));

/** The samples of one preamble, once the gateway has delivered them. */
export function OpenSnippet({
  id,
  snippetId,
}: {
  readonly id: string;
  readonly snippetId: string;
}) {
  const { data, error } = useQuery({
    queryKey: ["gateway", id, "snippet", snippetId],
    queryFn: ({ signal }) =>
      client.getSnippet({ id: id as Snippet["gatewayId"], snippetId }, signal),
    staleTime: Infinity,
  });
  if (error) return <ProblemNotice error={error} />;
  if (!data?.document) return <PageSkeleton />;
  return (
    <Suspense fallback={<PageSkeleton />}>
      <PreambleView document={data.document} />
    </Suspense>
  );
}
