import type { Evidence } from "@lorats/events";

/**
 * What one test found, with what the verdict makes of it.
 *
 * - `hard` findings carry a verdict alone; `soft` ones only together, or as a suspicion.
 * - `clears`: the test was able to see an attack and saw none.
 * - A finding from a gateway that did not prove who it is may raise suspicion and clears nothing.
 */
export interface Finding {
  readonly evidence: Evidence;
  readonly weight: "hard" | "soft" | "note";
  /** ln of the Bayes factor, attack against genuine. */
  readonly logBayes: number;
  readonly pValue?: number | undefined;
  readonly clears?: boolean | undefined;
  /** While it stands the frame is not called genuine, whatever else clears it. */
  readonly doubts?: boolean | undefined;
  readonly authenticated: boolean;
  /** Another explanation than a replay is as good: another crystal, a receiver's step. */
  readonly ambiguous?: boolean | undefined;
}

export function finding(
  evidence: Omit<Evidence, "log10Bayes">,
  rest: Omit<Finding, "evidence" | "logBayes"> & { readonly logBayes?: number },
): Finding {
  const { logBayes = 0 } = rest;
  const log10Bayes = Math.round((logBayes / Math.LN10) * 100) / 100;
  return { ...rest, logBayes, evidence: logBayes === 0 ? evidence : { ...evidence, log10Bayes } };
}
