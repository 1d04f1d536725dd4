import { studentLogConstant, studentLogKernel, studentTwoTails } from "../statistics/tails.ts";

/**
 * How far out a device's frames may lie: a mixture of Student's distributions, whose weights are learnt from its deviations.
 * Clean bands give thin tails, interference heavy ones.
 */
const DOFS = [5, 12, 100] as const;
const CONSTANTS = DOFS.map(studentLogConstant);
/** Log weights before anything is known: clean, as crystals in quiet bands are. A few wild frames turn them over. */
export const FIRST_TAILS: readonly number[] = [-5, -2.5, 0];
/** Tails belong to the device and its place: they are remembered for some two thousand frames. */
const TAIL_MEMORY = 0.9995;

/** Weights of the kinds of tails; they add up to 1. */
export type Tails = readonly number[];

/** @param at where the log weights begin */
export function tailsAt(numbers: Float32Array, at: number): Tails {
  const raw = [0, 0, 0];
  let sum = 0;
  for (let i = 0; i < DOFS.length; i++) sum += raw[i] = Math.exp(numbers[at + i]!);
  for (let i = 0; i < DOFS.length; i++) raw[i]! /= sum;
  return raw;
}

/** Learns from a deviation of `t` σ, in place. */
export function learnTails(numbers: Float32Array, at: number, t: number): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < DOFS.length; i++) {
    const weight = numbers[at + i]! * TAIL_MEMORY + CONSTANTS[i]! + studentLogKernel(t, DOFS[i]!);
    numbers[at + i] = weight;
    if (weight > top) top = weight;
  }
  for (let i = 0; i < DOFS.length; i++) numbers[at + i] = Math.max(numbers[at + i]! - top, -30);
}

/** ln of the density at `t` σ, by the middle kind: what filters that compete are compared by. */
export function commonLogDensity(t: number): number {
  return CONSTANTS[1]! + studentLogKernel(t, DOFS[1]);
}

/** Probability of a deviation beyond `t` σ, on either side. */
export function beyond(tails: Tails, t: number): number {
  let p = 0;
  for (let i = 0; i < DOFS.length; i++) p += tails[i]! * studentTwoTails(t, DOFS[i]!);
  return Math.min(1, p);
}

/** Density at `t` σ, 1/σ. */
export function densityOf(tails: Tails, t: number): number {
  let density = 0;
  for (let i = 0; i < DOFS.length; i++) {
    density += tails[i]! * Math.exp(CONSTANTS[i]! + studentLogKernel(t, DOFS[i]!));
  }
  return density;
}

/** P(|Z + shift| < bound), Z with these tails: an extra bias of `shift` σ goes unnoticed. */
export function missed(tails: Tails, bound: number, shift: number): number {
  let p = 0;
  for (let i = 0; i < DOFS.length; i++) {
    if (tails[i]! < 1e-4) continue;
    const upper = 0.5 * studentTwoTails(Math.abs(bound - shift), DOFS[i]!);
    const below = bound >= shift ? 1 - upper : upper;
    p += tails[i]! * (below - 0.5 * studentTwoTails(bound + shift, DOFS[i]!));
  }
  return Math.min(1, Math.max(0, p));
}

/** Weights of tails in so many steps, and probabilities in steps of a few percent: what is worked out once is remembered. */
const TAIL_STEPS = 100;
const ALPHA_STEPS = 40;
const REMEMBERED = 10_000;
const quantiles = new Map<number, number>();

/** How far out, in σ, a frame has to lie for a probability of `alpha` at these tails. */
export function quantile(tails: Tails, alpha: number): number {
  const heavy = Math.round(tails[0]! * TAIL_STEPS);
  const middle = Math.min(TAIL_STEPS - heavy, Math.round(tails[1]! * TAIL_STEPS));
  const step = Math.round(Math.log(alpha) * ALPHA_STEPS);
  const key = (step * 128 + heavy) * 128 + middle;
  const known = quantiles.get(key);
  if (known !== undefined) return known;
  const shares = [heavy, middle, TAIL_STEPS - heavy - middle].map((one) => one / TAIL_STEPS);
  const found = solve(shares, Math.exp(step / ALPHA_STEPS));
  if (quantiles.size >= REMEMBERED) quantiles.clear();
  quantiles.set(key, found);
  return found;
}

function solve(tails: Tails, alpha: number): number {
  let low = 0;
  let high = 64;
  for (let i = 0; i < 20; i++) {
    const z = (low + high) / 2;
    if (beyond(tails, z) > alpha) low = z;
    else high = z;
  }
  return (low + high) / 2;
}
