import { createClient, ProblemError, type LoratsClient } from "@lorats/api";
import { QueryCache, QueryClient } from "@tanstack/react-query";

export const client: LoratsClient = createClient();

function isClientError(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status < 500;
}

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // A session that ended elsewhere shows at the first refused call, not at the next look at `me`.
    onError: (error, { queryKey }) => {
      if (isSignedOut(error) && queryKey[0] !== "me") {
        void queries.invalidateQueries({ queryKey: ["me"] });
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && !isClientError(error),
    },
  },
});

/** Whether the server has said that nobody is signed in. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 401;
}
