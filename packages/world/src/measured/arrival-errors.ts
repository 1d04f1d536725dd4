import { gaussian, uniform, uniformInt, type Random } from "@lorats/base";
import { normalShare, quantile, quantilesOf, type Quantiles } from "./quantiles.ts";

/** What a receiver says of one figure minus what was so, and the standard deviation that it claims. */
export interface FigureError {
  readonly error: number;
  readonly sd: number;
}

/** What a receiver says of an arrival minus what was so. */
export interface ArrivalError {
  readonly onsetNs: FigureError;
  readonly biasHz: FigureError;
  /** Absent: it did not say. */
  readonly driftHzPerS?: FigureError | undefined;
  /** Symbol clock minus carrier, where the whole frame was fitted. */
  readonly clockPpm?: FigureError | undefined;
}

/** Errors of one figure over their claims, and the claims. */
export interface FigureErrors {
  readonly z: Quantiles;
  readonly sd: Quantiles;
}

/**
 * The errors of one receiver at one strength. Those that keep to their claims are quantiles of error over claimed
 * deviation; the others, which no claim covers, are kept as they were.
 */
export interface ArrivalErrors {
  readonly samples: number;
  readonly onsetNs: FigureErrors;
  readonly biasHz: FigureErrors;
  /** Correlation of the two. */
  readonly correlation: number;
  readonly driftHzPerS?: FigureErrors;
  readonly clockPpm?: FigureErrors;
  /** Share of outliers in all, and some of them: onset error and claim in nanoseconds, bias error and claim in hertz. */
  readonly outlierShare: number;
  readonly outliers: readonly (readonly [number, number, number, number])[];
}

/** Whether no claim covers where and how it was found. */
export function isOutlier({ onsetNs, biasHz }: ArrivalError): boolean {
  return Math.max(Math.abs(zOf(onsetNs)), Math.abs(zOf(biasHz))) > OUTLIER;
}

/** Beyond so many claimed deviations an error is an outlier. */
const OUTLIER = 6;
const MOST_OUTLIERS = 24;
/** Of fewer nothing is known. */
const FEWEST = 8;

export function summariseErrors(errors: readonly ArrivalError[]): ArrivalErrors | undefined {
  if (errors.length === 0) return undefined;
  const wild = errors.filter(isOutlier);
  const tame = errors.filter((error) => !isOutlier(error));
  const onsets = tame.map((error) => error.onsetNs);
  const biases = tame.map((error) => error.biasHz);
  const drift = further(tame.map((error) => error.driftHzPerS));
  const clock = further(tame.map((error) => error.clockPpm));
  return {
    samples: errors.length,
    onsetNs: figure(onsets),
    biasHz: figure(biases),
    correlation: round(tame.length > 2 ? correlationOf(onsets.map(zOf), biases.map(zOf)) : 0),
    ...(drift && { driftHzPerS: drift }),
    ...(clock && { clockPpm: clock }),
    outlierShare: round(wild.length / errors.length),
    outliers: someOf(wild).map(({ onsetNs, biasHz }) => [
      round(onsetNs.error),
      round(onsetNs.sd),
      round(biasHz.error),
      round(biasHz.sd),
    ]),
  };
}

function figure(errors: readonly FigureError[]): FigureErrors {
  if (errors.length === 0) return { z: [], sd: [] };
  const short = (values: readonly number[]): number[] => quantilesOf(values).map(round);
  return { z: short(errors.map(zOf)), sd: short(errors.map(({ sd }) => sd)) };
}

/** Of a figure that not every arrival has. */
function further(errors: readonly (FigureError | undefined)[]): FigureErrors | undefined {
  const known = errors.filter((error) => error !== undefined);
  return known.length < FEWEST ? undefined : figure(known);
}

function someOf<T>(all: readonly T[]): T[] {
  const step = Math.max(1, all.length / MOST_OUTLIERS);
  const count = Math.min(MOST_OUTLIERS, all.length);
  return Array.from({ length: count }, (_, i) => all[Math.floor(i * step)]!);
}

/** Another strength's claims, and how far towards it the wanted strength lies, 0 … 1. */
export interface Neighbour {
  readonly errors: ArrivalErrors;
  readonly share: number;
}

/**
 * One arrival's errors; drift and clock are drawn apart from onset and bias, and not for outliers.
 *
 * @param neighbour claims lie between its and these, by their ratio
 */
export function drawError(
  errors: ArrivalErrors,
  random: Random,
  neighbour?: Neighbour,
): ArrivalError {
  if (uniform(random) < errors.outlierShare || errors.onsetNs.z.length === 0) {
    const [onset, onsetSd, bias, biasSd] =
      errors.outliers[uniformInt(random, errors.outliers.length)]!;
    return { onsetNs: { error: onset, sd: onsetSd }, biasHz: { error: bias, sd: biasSd } };
  }
  const { correlation, onsetNs, biasHz, driftHzPerS, clockPpm } = errors;
  const a = gaussian(random);
  const b = correlation * a + Math.sqrt(1 - correlation ** 2) * gaussian(random);
  const claim = uniform(random);
  const drawn = (own: FigureErrors, other: FigureErrors | undefined, at: number): FigureError => {
    const sd = between(own.sd, other?.sd, claim, neighbour?.share ?? 0);
    return { error: quantile(own.z, normalShare(at)) * sd, sd };
  };
  const other = neighbour?.errors;
  return {
    onsetNs: drawn(onsetNs, other?.onsetNs, a),
    biasHz: drawn(biasHz, other?.biasHz, b),
    ...(driftHzPerS && {
      driftHzPerS: drawn(driftHzPerS, other?.driftHzPerS, gaussian(random)),
    }),
    ...(clockPpm && { clockPpm: drawn(clockPpm, other?.clockPpm, gaussian(random)) }),
  };
}

function between(own: Quantiles, other: Quantiles | undefined, u: number, share: number): number {
  const sd = quantile(own, u);
  return other && other.length > 0 ? sd * (quantile(other, u) / sd) ** share : sd;
}

function zOf({ error, sd }: FigureError): number {
  return error / sd;
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
