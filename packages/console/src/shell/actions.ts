import { client, queries } from "../client.ts";

/** Ends the session here and forgets everything that was read under it. */
export async function signOut(): Promise<void> {
  await client.signOut({});
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" });
  await queries.resetQueries({ queryKey: ["me"] });
}
