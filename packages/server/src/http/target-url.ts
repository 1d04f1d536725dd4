import { HttpProblem } from "./problem.ts";

/** An address is shown and logged: what must stay secret belongs into a header. */
export function refuseSecretsInUrl(url: string): void {
  const { username, password } = new URL(url);
  if (username === "" && password === "") return;
  const what = "put the credential into a header, not the URL";
  throw new HttpProblem(400, "WEBHOOK_URL_SECRET", what);
}
