import { significant } from "../statistics/significant.ts";
import type { Evidence, Verdict } from "@lorats/events";
import type { Finding } from "./finding.ts";

const LEAD: Readonly<Record<Verdict, string>> = {
  genuine: "Looks like this device",
  suspect: "Something is odd",
  replayed: "Was held back or replayed",
  unverified: "Nothing to judge by",
};

/** Why, in a sentence: the strongest findings first. */
export function explain(
  verdict: Verdict,
  findings: readonly Finding[],
  learning: { readonly frames: number; readonly of: number } | undefined,
): string {
  const noted = findings
    .filter(({ evidence }) => evidence.note !== undefined)
    .toSorted((a, b) => strength(b) - strength(a));
  const [doubt] = verdict === "genuine" ? noted.filter(({ logBayes }) => logBayes > 0) : [];
  const telling = noted
    .filter(({ logBayes }) => !doubt || logBayes <= 0)
    .slice(0, 3)
    .map(({ evidence }) => evidence.note!);
  if (doubt) telling.push(`yet ${doubt.evidence.note}`);
  const lead =
    verdict === "unverified" && learning
      ? `Still learning (${learning.frames} of ${learning.of} frames)`
      : verdict === "unverified" && telling.length > 0
        ? "Not enough to tell"
        : LEAD[verdict];
  return telling.length > 0 ? `${lead}: ${telling.join("; ")}.` : `${lead}.`;
}

function strength({ logBayes, pValue = 1 }: Finding): number {
  return Math.max(Math.abs(logBayes), -Math.log(Math.max(pValue, 1e-300)));
}

/** `bias 612 Hz below this device's track, 9 σ` */
export function biasNote(errorHz: number, sigmas: number): string {
  const far = Math.abs(sigmas);
  if (far < 3) return `bias within ${Math.max(1, Math.ceil(far))} σ of this device's track`;
  const side = errorHz < 0 ? "below" : "above";
  return `bias ${Math.abs(errorHz).toFixed(0)} Hz ${side} this device's track, ${far.toFixed(0)} σ`;
}

/** `bias 612 Hz below that of the frame before` */
export function paperNote(fromLastHz: number): string {
  const side = fromLastHz < 0 ? "below" : "above";
  return `bias ${Math.abs(fromLastHz).toFixed(0)} Hz ${side} that of the frame before`;
}

/** A length of time as people say it. */
export function seconds(s: number): string {
  const far = Math.abs(s);
  if (far < 1) return `${(far * 1000).toFixed(0)} ms`;
  if (far < 120) return `${far.toFixed(far < 10 ? 1 : 0)} s`;
  return far < 7200 ? `${(far / 60).toFixed(0)} min` : `${(far / 3600).toFixed(1)} h`;
}

/** Figures as people read them, in place of sixteen digits. */
export function rounded(evidence: Evidence): Evidence {
  const { observedHz, expectedHz, sdHz, pValue } = evidence;
  return {
    ...evidence,
    ...(observedHz !== undefined && { observedHz: Math.round(observedHz * 10) / 10 }),
    ...(expectedHz !== undefined && { expectedHz: Math.round(expectedHz * 10) / 10 }),
    ...(sdHz !== undefined && { sdHz: significant(sdHz, 3) }),
    ...(pValue !== undefined && { pValue: significant(pValue, 4) }),
  };
}
