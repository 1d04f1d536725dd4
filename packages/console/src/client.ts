import { createClient, ProblemError, type LoratsClient } from "@lorats/api";
import { QueryClient } from "@tanstack/react-query";

export const client: LoratsClient = createClient();

function isClientError(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status < 500;
}

export const queries = new QueryClient({
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
