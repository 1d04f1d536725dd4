import { HttpProblem } from "./problem.ts";

/** An address is shown and logged: what must stay secret belongs into a header. */
export function refuseSecretsInUrl(url: string): void {
  const { username, password, protocol } = new URL(url);
  // A database's user is part of its address; its password is not.
  const named = username !== "" && !protocol.startsWith("postgres");
  if (!named && password === "") return;
  const what = "put the credential into a header or the secret, not the URL";
  throw new HttpProblem(400, "WEBHOOK_URL_SECRET", what);
}
