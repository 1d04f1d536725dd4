// `npm run bench -- accuracy [--full] [--sf=11,12]`: onset and bias of the joint estimator beside the Cramér–Rao bound of the very model
// fitted, and the consistency of its claims.
import { WANDER_ALLAN_DEVIATION, type JointOptions } from "../../src/joint/joint-options.ts";
import { chosenSfs, full } from "../support/arguments.ts";
import { CARRIER_HZ, type TrialPlan, jointTrials } from "../support/joint-trials.ts";
import { SENSITIVITY_DB } from "../support/sensitivity.ts";

const RATE_HZ = 2.4e6;
const SFS = chosenSfs([7, 8, 9, 10, 11, 12]);

export async function run(): Promise<void> {
  accuracy();
  variants();
  consistency();
  await Promise.resolve();
}

/** The bounds do not depend on the sample rate: frames are drawn at a lower one to save time, cost is measured apart. */
function cell(plan: Omit<TrialPlan, "frames">, frames: number): ReturnType<typeof jointTrials> {
  const sampleRateHz = plan.sf <= 8 ? 500_000 : 250_000;
  return jointTrials({ sampleRateHz, ...plan, frames });
}

function framesFor(sf: number): number {
  return full ? 2000 : Math.round(200 / 2 ** Math.max(0, (sf - 7) / 2));
}

function snrs(sf: number): number[] {
  const from = SENSITIVITY_DB[sf];
  return full
    ? [from, from + 2.5, -5.2, 0, 5, 10, 15, 20].toSorted((a, b) => a - b)
    : [from, -5.2, 20];
}

const seen = (values: readonly (string | number)[], widths: readonly number[]): string =>
  values.map((value, i) => String(value).padStart(widths[i])).join(" ");

function accuracy(): void {
  console.log(
    "\nJoint estimator, coherent, clock tied, drift fitted: RMSE over all frames, misses with their rough values",
  );
  console.log(
    "(white noise, no phase wander; claims without their physical floor; 500 ksps, 250 from SF9 on)",
  );
  const widths = [4, 7, 7, 10, 10, 6, 10, 10, 6, 7, 7, 6, 5];
  console.log(
    seen(
      [
        "SF",
        "SNR125",
        "frames",
        "bias Hz",
        "bound",
        "ratio",
        "onset us",
        "bound",
        "ratio",
        "MSNE b",
        "MSNE o",
        "missed",
        ">5s",
      ],
      widths,
    ),
  );
  const exact = { wanderAllanDeviation: 0, onsetFloorS: 0 };
  for (const sf of SFS) {
    for (const snrDb of snrs(sf)) {
      const f = cell({ sf, snrDb, options: exact }, framesFor(sf));
      console.log(
        seen(
          [
            sf,
            snrDb,
            f.frames,
            f.biasRmseHz.toPrecision(3),
            f.biasBoundHz.toPrecision(3),
            (f.biasRmseHz / f.biasBoundHz).toFixed(2),
            (f.onsetRmseS * 1e6).toPrecision(3),
            (f.onsetBoundS * 1e6).toPrecision(3),
            (f.onsetRmseS / f.onsetBoundS).toFixed(2),
            f.biasMsne.toFixed(2),
            f.onsetMsne.toFixed(2),
            f.missed,
            f.outliers,
          ],
          widths,
        ),
      );
    }
  }
}

function variants(): void {
  console.log(
    "\nVariants at SNR125 -5.2 dB (SF7 at 2.4 Msps): ratio of RMSE to the bound of the variant",
  );
  console.log(
    "(free phase: the bound knows the drift to 2 kHz/s beforehand, as the estimator does)",
  );
  const variants: [string, Partial<JointOptions>, number][] = [
    ["coherent, tied", {}, 1.25],
    ["coherent, clock free", { clock: "free" }, 1.25],
    ["free phase per chirp, tied", { phase: "free" }, 1.15],
    ["five up-chirps only", { upChirpsOnly: 5 }, 1.25],
    ["coherent, tied, +-50 ppm searched", { biasReachHz: 50e-6 * CARRIER_HZ }, 1.25],
  ];
  for (const sf of chosenSfs([7, 12])) {
    for (const [name, options, target] of variants) {
      const frames = full ? 2000 : sf === 7 ? 300 : 40;
      const chosen = { ...options, wanderAllanDeviation: 0, onsetFloorS: 0 };
      const rate = sf === 7 ? { sampleRateHz: RATE_HZ } : {};
      const f = cell({ sf, snrDb: -5.2, options: chosen, ...rate }, frames);
      const [bias, onset] = [f.biasRmseHz / f.biasBoundHz, f.onsetRmseS / f.onsetBoundS];
      console.log(
        `SF${sf} ${name.padEnd(34)} ${frames} frames: bias ${f.biasRmseHz.toPrecision(3)} Hz = ${bias.toFixed(2)} x bound,` +
          ` onset ${(f.onsetRmseS * 1e6).toPrecision(3)} us = ${onset.toFixed(2)} x bound, target ${target}`,
      );
    }
  }
}

function consistency(): void {
  const level = WANDER_ALLAN_DEVIATION;
  console.log(
    `\nConsistency of the default claims, phase wander of Allan deviation ${level} at 1 s in signal and claim`,
  );
  console.log(
    "(a Gaussian has shares 0.683 0.954 0.997; the claimed floor at 20 dB is the wander's)",
  );
  for (const sf of SFS) {
    for (const snrDb of [SENSITIVITY_DB[sf], 0, 20]) {
      const f = cell({ sf, snrDb, wander: level }, framesFor(sf));
      const shares = f.shares.map((share) => share.toFixed(3)).join(" ");
      console.log(
        `SF${sf} ${String(snrDb).padStart(5)} dB, ${f.frames} frames: MSNE bias ${f.biasMsne.toFixed(2)}, onset ${f.onsetMsne.toFixed(2)},` +
          ` bias within 1 2 3 sd: ${shares}; claimed ${f.last.biasSdHz.toPrecision(2)} Hz, ${(f.last.onsetSdS * 1e9).toPrecision(2)} ns; free phase ${f.freePhase}`,
      );
    }
  }
}
