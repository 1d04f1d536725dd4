import type { Axis } from "../plot.ts";

export interface Scale {
  /** Place in the drawing of a value. */
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** From values to pixels, linear or logarithmic; a logarithm has no place for zero, which is left out. */
export function scaleOf(axis: Axis, values: readonly number[], from: number, to: number): Scale {
  const usable = values.filter((v) => Number.isFinite(v) && (!axis.log || v > 0));
  let min = axis.min ?? Math.min(...usable);
  let max = axis.max ?? Math.max(...usable);
  if (!Number.isFinite(min) || !Number.isFinite(max)) [min, max] = [0, 1];
  if (axis.log) {
    const [low, high] = [
      Math.floor(Math.log10(min)),
      Math.max(Math.ceil(Math.log10(max)), Math.floor(Math.log10(min)) + 1),
    ];
    const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
    return { at: (v) => from + ((Math.log10(v) - low) / (high - low)) * (to - from), ticks };
  }
  if (min === max) [min, max] = [min - 1, max + 1];
  const step = niceStep((max - min) / 6);
  const low = axis.min ?? Math.floor(min / step) * step;
  const high = axis.max ?? Math.ceil(max / step) * step;
  const ticks: number[] = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-9; v += step) ticks.push(v);
  return { at: (v) => from + ((v - low) / (high - low)) * (to - from), ticks };
}

function niceStep(rough: number): number {
  const unit = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((m) => m * unit >= rough) ?? 10) * unit;
}
