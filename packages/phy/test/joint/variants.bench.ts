// `npm run bench -- variants [--full]`: what the joint estimator's variants reach of their own bounds, at SNR125 = −5.2 dB.
import type { JointOptions } from "../../src/joint/joint-options.ts";
import { accuracyCell } from "../support/accuracy-cell.ts";
import { chosenSfs, full } from "../support/arguments.ts";
import { CARRIER_HZ } from "../support/joint-trials.ts";

const RATE_HZ = 2.4e6;

export async function run(): Promise<void> {
  variants();
  await Promise.resolve();
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
      const f = accuracyCell({ sf, snrDb: -5.2, options: chosen, ...rate }, frames);
      const [bias, onset] = [f.biasRmseHz / f.biasBoundHz, f.onsetRmseS / f.onsetBoundS];
      console.log(
        `SF${sf} ${name.padEnd(34)} ${frames} frames: bias ${f.biasRmseHz.toPrecision(3)} Hz = ${bias.toFixed(2)} x bound,` +
          ` onset ${(f.onsetRmseS * 1e6).toPrecision(3)} us = ${onset.toFixed(2)} x bound, target ${target}`,
      );
    }
  }
}
