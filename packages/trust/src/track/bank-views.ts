import { COUNT, FILTERS, LAG_OF, SCALE, STRIDE, TAILS, WEIGHT } from "./bank-layout.ts";
import { predictAll, weight } from "./filters.ts";
import { type Tails, tailsAt } from "./heavy-tails.ts";
import { MOTIONS } from "./motions.ts";

export function tailsOf(bank: Float32Array): Tails {
  return tailsAt(bank, TAILS);
}

/** Slope of the mixture, ppm an hour. */
export function slopeOf(bank: Float32Array): number {
  predictAll(bank, { hours: 0, noisePpm2: 0 });
  let slope = 0;
  for (let k = 0; k < FILTERS; k++) {
    if (weight[k]! > 0 && LAG_OF[k]! < 0) slope += weight[k]! * bank[k * STRIDE + 1]!;
  }
  return slope;
}

/** What the bank knows of temperature: the coefficients of the best filter that uses it. */
export function temperatureOf(
  bank: Float32Array,
): { readonly ppmPerC: number; readonly sdPpmPerC: number; readonly lagS: number } | undefined {
  let best: number | undefined;
  for (let k = 0; k < FILTERS; k++) {
    if (LAG_OF[k]! < 0 || bank[k * STRIDE + COUNT]! < 4) continue;
    if (best === undefined || bank[k * STRIDE + WEIGHT]! > bank[best * STRIDE + WEIGHT]!) best = k;
  }
  if (best === undefined) return undefined;
  const at = best * STRIDE;
  const sdPpmPerC = Math.sqrt(Math.max(0, bank[at + SCALE]! * bank[at + 6]!));
  return { ppmPerC: bank[at + 1]!, sdPpmPerC, lagS: MOTIONS[best]!.lagS! };
}
