import type { SpectrumPage } from "@lorats/api";

/** Colours of the waterfall, from quiet to loud: dark sea to white. */
const STOPS: readonly (readonly [at: number, r: number, g: number, b: number])[] = [
  [0, 7, 16, 24],
  [0.25, 12, 61, 84],
  [0.5, 28, 136, 140],
  [0.72, 190, 208, 92],
  [0.88, 246, 166, 60],
  [1, 255, 244, 224],
];

/** 256 colours, one for each level byte, as RGBA. */
export function palette(): Uint8ClampedArray {
  const colors = new Uint8ClampedArray(256 * 4);
  for (let level = 0; level < 256; level++) {
    const at = level / 255;
    const next = Math.max(
      1,
      STOPS.findIndex(([stop]) => stop >= at),
    );
    const [from, to] = [STOPS[next - 1]!, STOPS[next]!];
    const share = (at - from[0]) / (to[0] - from[0]);
    for (let c = 0; c < 3; c++) {
      colors[4 * level + c] = from[c + 1]! + share * (to[c + 1]! - from[c + 1]!);
    }
    colors[4 * level + 3] = 255;
  }
  return colors;
}

/** Colours above the noise, at least, in steps of a level. */
const LEAST_RANGE = 24;

/** Levels that are drawn darkest and brightest: from below the noise to the loudest, so that colours are spent on what is there. */
export function stretch(rows: readonly Uint8Array[]): readonly [low: number, high: number] {
  const counts = new Uint32Array(256);
  let total = 0;
  for (const levels of rows) {
    for (const level of levels) {
      // Nothing at all: the gateway had no samples there.
      if (level === 0) continue;
      counts[level]!++;
      total++;
    }
  }
  const at = (share: number): number => {
    let seen = 0;
    for (let level = 0; level < 256; level++) {
      seen += counts[level]!;
      if (seen >= share * total) return level;
    }
    return 255;
  };
  const noise = at(0.5);
  const low = Math.max(0, noise - Math.max(8, 2 * (noise - at(0.1))));
  return [low, Math.max(noise + LEAST_RANGE, at(0.998))];
}

export function levelsOf({ levels }: SpectrumPage["rows"][number]): Uint8Array {
  return Uint8Array.from(atob(levels), (char) => char.charCodeAt(0));
}
