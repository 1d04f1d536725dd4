import type { Assessment, Handling, Verdict } from "@lorats/events";
import type { TrustPolicy } from "../policy.ts";

/**
 * What is to become of a frame, so that those who deliver need to know neither policies nor what was said before.
 * What was told cannot be taken back: a frame that turns out badly later is kept out of what is derived from it.
 *
 * @param before the assessment that this one revises
 */
export function handlingOf(
  verdict: Verdict,
  { action }: Pick<TrustPolicy, "action">,
  before?: Pick<Assessment, "handling" | "revision">,
): Handling | undefined {
  const isBad = verdict === "suspect" || verdict === "replayed";
  if (!before) return isBad && action !== "flag" ? action : undefined;
  switch (before.handling) {
    case "hold":
      return isBad ? "hold" : "release";
    case "exclude":
      return isBad ? "exclude" : "include";
    case "release":
    case "include":
    case undefined:
      return isBad && action !== "flag" ? "exclude" : undefined;
  }
}
