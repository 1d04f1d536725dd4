import { parseInstant, type Clock, type Instant } from "@lorats/base";
import { invalidField } from "../problem.ts";

/** When a credential ends, where its maker said so. @throws {HttpProblem} 400 for one that would have ended already */
export function expiry(
  text: string | undefined,
  clock: Pick<Clock, "now">,
): { expiresAt?: Instant } {
  if (text === undefined) return {};
  const expiresAt = parseInstant(text);
  if (expiresAt <= clock.now()) throw invalidField("expiresAt", "that is over already");
  return { expiresAt };
}
