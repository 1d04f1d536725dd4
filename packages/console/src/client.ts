import { createClient, ProblemError, type LoratsClient } from "@lorats/api";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { noteAnswer, noteSilence } from "./state/connection.ts";

export const client: LoratsClient = createClient({
  fetch: async (input, init) => {
    try {
      const response = await fetch(input, init);
      if (response.status < 502) noteAnswer();
      else noteSilence();
      return response;
    } catch (error) {
      if (!(init?.signal?.aborted ?? false)) noteSilence();
      throw error;
    }
  },
});

function isClientError(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status < 500;
}

/** A session that ended elsewhere shows at the first refused call, not at the next look at `me`. */
function lookAgainWho(error: unknown): void {
  // Who was not signed in and is refused knows it already.
  const wasSignedIn = queries.getQueryData(["me"]) !== undefined;
  if (isSignedOut(error) && wasSignedIn) void queries.invalidateQueries({ queryKey: ["me"] });
}

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      if (queryKey[0] !== "me") lookAgainWho(error);
    },
  }),
  mutationCache: new MutationCache({ onError: lookAgainWho }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // The server is often on this very machine or network: a browser that is "offline" may reach it.
      networkMode: "always",
      retry: (failures, error) => failures < 2 && !isClientError(error),
      retryDelay: (attempt) => 500 * 2 ** attempt,
    },
    mutations: { networkMode: "always" },
  },
});

/** Whether the server has said that nobody is signed in. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 401;
}
