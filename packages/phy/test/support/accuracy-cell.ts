import { type TrialFigures, type TrialPlan, jointTrials } from "./joint-trials.ts";
import { full } from "./arguments.ts";

/**
 * One cell of an accuracy table. The bounds do not depend on the sample rate: frames are drawn at a lower one to save time, cost is
 * measured apart.
 */
export function accuracyCell(plan: Omit<TrialPlan, "frames">, frames: number): TrialFigures {
  const sampleRateHz = plan.sf <= 8 ? 500_000 : 250_000;
  return jointTrials({ sampleRateHz, ...plan, frames });
}

/** As many as the targets ask with `--full`, fewer at the slow spreading factors without. */
export function framesFor(sf: number): number {
  return full ? 2000 : Math.round(200 / 2 ** Math.max(0, (sf - 7) / 2));
}
