// `npm run bench -- claims [--full] [--sf=7,8]`: whether the joint estimator's default claims agree with its errors.
import { WANDER_ALLAN_DEVIATION } from "../../src/joint/joint-options.ts";
import { accuracyCell, framesFor } from "../support/accuracy-cell.ts";
import { chosenSfs } from "../support/arguments.ts";
import { SENSITIVITY_DB } from "../support/sensitivity.ts";

const SFS = chosenSfs([7, 8, 9, 10, 11, 12]);

export async function run(): Promise<void> {
  consistency();
  await Promise.resolve();
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
      const f = accuracyCell({ sf, snrDb, wander: level }, framesFor(sf));
      const shares = f.shares.map((share) => share.toFixed(3)).join(" ");
      console.log(
        `SF${sf} ${String(snrDb).padStart(5)} dB, ${f.frames} frames: MSNE bias ${f.biasMsne.toFixed(2)}, onset ${f.onsetMsne.toFixed(2)},` +
          ` bias within 1 2 3 sd: ${shares}; claimed ${f.last.biasSdHz.toPrecision(2)} Hz, ${(f.last.onsetSdS * 1e9).toPrecision(2)} ns; free phase ${f.freePhase}`,
      );
    }
  }
}
