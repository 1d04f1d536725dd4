import { significant } from "../statistics/significant.ts";
import type { Trust, Verdict } from "@lorats/events";
import type { Finding } from "./finding.ts";

export interface Bench {
  /** What one frame may cost in false alarms. */
  readonly alpha: number;
  /** The track is still learning: nothing but hard findings count. */
  readonly learning: boolean;
}

/** Soft findings of one frame share weather, place and people: together they say no more than this, ln. */
const MOST_SOFT = Math.log(1e4);
/** What p-values may cost of the whole; Bayes factors have the rest. Half of it keeps a margin for tails that were learnt wrongly. */
const SHARE_OF_P = 0.5;
/** A frame that looks so odd is not called genuine, though it is no alarm either. */
const ODD = 1e-3;

/**
 * Findings become a verdict.
 *
 * Dependence is stated, not guessed away: p-values are combined by Bonferroni (holds under any dependence), Bayes
 * factors of tests that share no cause are multiplied, those of soft findings under a common bound. A Bayes factor B
 * is itself a test: a genuine frame exceeds it with probability 1/B at most (Markov), so both give a probability of
 * false alarm and the smaller one counts, each at its share of what a false alarm may cost.
 */
export function judge(
  findings: readonly Finding[],
  { alpha, learning }: Bench,
): Omit<Trust, "missProbability"> {
  const evidence = findings.map((one) => one.evidence);
  const tested = findings.filter(({ weight }) => weight !== "note");
  if (tested.length === 0) return { verdict: "unverified", evidence };
  const falseAlarm = falseAlarmOf(tested);
  const hard = tested.filter((one) => one.weight === "hard");
  const proof = hard.filter((one) => one.authenticated && speaksFor(one, alpha));
  const verdict = verdictOf();
  return { verdict, falseAlarm: round(falseAlarm), evidence };

  function verdictOf(): Verdict {
    if (falseAlarm <= alpha) {
      if (learning && proof.length === 0) return "unverified";
      const plain = proof.filter(({ ambiguous }) => !ambiguous);
      return plain.length > 0 ? "replayed" : "suspect";
    }
    const cleared = tested.some((one) => one.clears && one.authenticated);
    const isOdd = falseAlarm < ODD || tested.some(({ doubts }) => doubts);
    return cleared && !learning && !isOdd ? "genuine" : "unverified";
  }
}

/** What a single test with a p-value may cost, so that all of a frame's tests together cost no more than they may. */
export function alphaOfATest(findings: readonly Finding[], alpha: number): number {
  const tests = findings.filter(({ weight, pValue }) => weight !== "note" && pValue !== undefined);
  return (SHARE_OF_P * alpha) / Math.max(1, tests.length);
}

/** Probability that a genuine frame looks as bad as this. */
function falseAlarmOf(findings: readonly Finding[]): number {
  const pValues = findings.flatMap(({ pValue }) => pValue ?? []);
  const smallest = pValues.length === 0 ? 1 : Math.min(...pValues) * pValues.length;
  let soft = 0;
  let hard = 0;
  for (const { weight, logBayes } of findings) {
    if (weight === "soft") soft += logBayes;
    else hard += logBayes;
  }
  const bayes = Math.exp(-Math.max(0, hard + Math.min(soft, MOST_SOFT)));
  return Math.min(1, smallest / SHARE_OF_P, bayes / (1 - SHARE_OF_P));
}

function speaksFor({ pValue, logBayes }: Finding, alpha: number): boolean {
  return (pValue !== undefined && pValue <= alpha) || logBayes >= -Math.log(alpha);
}

/** Four significant digits are more than any model of tails deserves. */
function round(p: number): number {
  return significant(p, 4);
}
