// `npm run bench -- accuracy [--full] [--sf=11,12]`: onset and bias of the joint estimator beside the Cramér–Rao bound of the very model
// fitted.
import { accuracyCell, framesFor } from "../support/accuracy-cell.ts";
import { chosenSfs, full } from "../support/arguments.ts";
import { SENSITIVITY_DB } from "../support/sensitivity.ts";

const SFS = chosenSfs([7, 8, 9, 10, 11, 12]);

export async function run(): Promise<void> {
  accuracy();
  await Promise.resolve();
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
      const f = accuracyCell({ sf, snrDb, options: exact }, framesFor(sf));
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
