/**
 * The two tests of the paper, kept for comparison: a fixed threshold against the last accepted frame (§6.2, §8.2), and
 * the temperature that the bias implies against the one reported (§8.4).
 */

/** @see paper §8.2: between the largest natural variation and the smallest extra bias that was seen */
export const PAPER_THRESHOLD_HZ = 500;

/** Is this frame a replay by the paper's fixed threshold? */
export function paperReplayed(biasHz: number, lastAcceptedHz: number): boolean {
  return Math.abs(biasHz - lastAcceptedHz) > PAPER_THRESHOLD_HZ;
}

/** A line through pairs of temperature and bias: sums, so that it can be kept. */
export interface TemperatureLine {
  readonly pairs: number;
  readonly meanC: number;
  readonly meanPpm: number;
  readonly spreadC2: number;
  readonly product: number;
}

export const NO_LINE: TemperatureLine = {
  pairs: 0,
  meanC: 0,
  meanPpm: 0,
  spreadC2: 0,
  product: 0,
};

export function withPair(line: TemperatureLine, celsius: number, ppm: number): TemperatureLine {
  const pairs = line.pairs + 1;
  const awayC = celsius - line.meanC;
  const meanC = line.meanC + awayC / pairs;
  const meanPpm = line.meanPpm + (ppm - line.meanPpm) / pairs;
  return {
    pairs,
    meanC,
    meanPpm,
    spreadC2: line.spreadC2 + awayC * (celsius - meanC),
    product: line.product + awayC * (ppm - meanPpm),
  };
}

/** The temperature that a bias implies by the line, °C; undefined where the line is level or has too few pairs. */
export function impliedTemperatureC(line: TemperatureLine, ppm: number): number | undefined {
  if (line.pairs < 3 || line.spreadC2 === 0 || line.product === 0) return undefined;
  return line.meanC + ((ppm - line.meanPpm) * line.spreadC2) / line.product;
}
