import { gaussian, uniform, uniformInt, type Random } from "@lorats/base";
import { normalShare, quantile, quantilesOf, type Quantiles } from "./quantiles.ts";

/** What a receiver says of an arrival minus what was so, and the standard deviations that it claims. */
export interface ArrivalError {
  readonly onsetS: number;
  readonly onsetSdS: number;
  readonly biasHz: number;
  readonly biasSdHz: number;
}

/**
 * The errors of one receiver at one strength. Those that keep to their claims are quantiles of error over claimed
 * deviation; the others, which no claim covers, are kept as they were.
 */
export interface ArrivalErrors {
  readonly samples: number;
  readonly onsetZ: Quantiles;
  readonly biasZ: Quantiles;
  /** Correlation of the two. */
  readonly correlation: number;
  readonly onsetSdNs: Quantiles;
  readonly biasSdHz: Quantiles;
  /** Share of outliers in all, and some of them: onset error and claim in nanoseconds, bias error and claim in hertz. */
  readonly outlierShare: number;
  readonly outliers: readonly (readonly [number, number, number, number])[];
}

/** Beyond so many claimed deviations an error is an outlier. */
const OUTLIER = 6;
const MOST_OUTLIERS = 24;

export function summariseErrors(errors: readonly ArrivalError[]): ArrivalErrors | undefined {
  const isOutlier = ({ onsetS, onsetSdS, biasHz, biasSdHz }: ArrivalError): boolean =>
    Math.max(Math.abs(onsetS) / onsetSdS, Math.abs(biasHz) / biasSdHz) > OUTLIER;
  const wild = errors.filter(isOutlier);
  const tame = errors.filter((error) => !isOutlier(error));
  if (errors.length === 0) return undefined;
  const onsets = tame.map(({ onsetS, onsetSdS }) => onsetS / onsetSdS);
  const biases = tame.map(({ biasHz, biasSdHz }) => biasHz / biasSdHz);
  const step = Math.max(1, wild.length / MOST_OUTLIERS);
  const kept = Array.from(
    { length: Math.min(MOST_OUTLIERS, wild.length) },
    (_, i) => wild[Math.floor(i * step)]!,
  );
  return {
    samples: errors.length,
    onsetZ: tame.length > 0 ? short(quantilesOf(onsets)) : [],
    biasZ: tame.length > 0 ? short(quantilesOf(biases)) : [],
    correlation: round(tame.length > 2 ? correlationOf(onsets, biases) : 0),
    onsetSdNs: tame.length > 0 ? short(quantilesOf(tame.map((e) => e.onsetSdS * 1e9))) : [],
    biasSdHz: tame.length > 0 ? short(quantilesOf(tame.map((e) => e.biasSdHz))) : [],
    outlierShare: round(wild.length / errors.length),
    outliers: kept.map(
      (e) =>
        [e.onsetS * 1e9, e.onsetSdS * 1e9, e.biasHz, e.biasSdHz].map(round) as [
          number,
          number,
          number,
          number,
        ],
    ),
  };
}

/** Another strength's claims, and how far towards it the wanted strength lies, 0 … 1. */
export interface Neighbour {
  readonly errors: ArrivalErrors;
  readonly share: number;
}

/** One error. @param neighbour claims lie between its and these, by their ratio */
export function drawError(
  errors: ArrivalErrors,
  random: Random,
  neighbour?: Neighbour,
): ArrivalError {
  if (uniform(random) < errors.outlierShare || errors.onsetZ.length === 0) {
    const [onsetNs, onsetSdNs, biasHz, biasSdHz] =
      errors.outliers[uniformInt(random, errors.outliers.length)]!;
    return { onsetS: onsetNs / 1e9, onsetSdS: onsetSdNs / 1e9, biasHz, biasSdHz };
  }
  const { correlation } = errors;
  const a = gaussian(random);
  const b = correlation * a + Math.sqrt(1 - correlation ** 2) * gaussian(random);
  const claim = uniform(random);
  const claimed = (of: "onsetSdNs" | "biasSdHz"): number => {
    const own = quantile(errors[of], claim);
    if (!neighbour || neighbour.errors[of].length === 0) return own;
    return own * (quantile(neighbour.errors[of], claim) / own) ** neighbour.share;
  };
  const onsetSdS = claimed("onsetSdNs") / 1e9;
  const biasSdHz = claimed("biasSdHz");
  return {
    onsetS: quantile(errors.onsetZ, normalShare(a)) * onsetSdS,
    onsetSdS,
    biasHz: quantile(errors.biasZ, normalShare(b)) * biasSdHz,
    biasSdHz,
  };
}

function correlationOf(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, x) => sum + x, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb);
    aa += (a[i]! - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb || 1);
}

/** Four digits are more than the sample knows. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}

function short(values: readonly number[]): number[] {
  return values.map(round);
}
