import type { CrystalClass } from "./crystal-world.ts";

/**
 * Crystals of the literature, in ppm at 868 MHz. `paper`: its figure 23(b) read as Gaussian, differences of 174, 201 and
 * 209 Hz between frames 10, 20 and 30 minutes apart. `plain`: an AT cut outdoors at 0.1 ppm/°C with 4 °C of weather and
 * days. `tcxo`: within ±250 Hz (figure 23(c)). `steep`: the 800 Hz/°C of figure 28 under 0.7 °C.
 */
export const CLASSES = {
  paper: {
    jitterPpm: 0.01,
    fastPpm: 0.176,
    fastH: 0.145,
    slowPpm: 0.1,
    slowH: 8,
    dailyPpm: 0.1,
    walkPpm: 0.01,
  },
  plain: {
    jitterPpm: 0.02,
    fastPpm: 0.03,
    fastH: 0.3,
    slowPpm: 0.3,
    slowH: 8,
    dailyPpm: 0.3,
    walkPpm: 0.01,
  },
  tcxo: {
    jitterPpm: 0.01,
    fastPpm: 0.015,
    fastH: 0.3,
    slowPpm: 0.04,
    slowH: 8,
    dailyPpm: 0.04,
    walkPpm: 0.003,
  },
  steep: {
    jitterPpm: 0.02,
    fastPpm: 0.02,
    fastH: 0.3,
    slowPpm: 0.5,
    slowH: 8,
    dailyPpm: 0.5,
    walkPpm: 0.01,
  },
} as const satisfies Readonly<Record<string, CrystalClass>>;
export type ClassName = keyof typeof CLASSES;

/** The same crystal with more or less of everything than was assumed. */
export function scaled(kind: CrystalClass, factor: number): CrystalClass {
  return {
    ...kind,
    jitterPpm: kind.jitterPpm * factor,
    fastPpm: kind.fastPpm * factor,
    slowPpm: kind.slowPpm * factor,
    dailyPpm: kind.dailyPpm * factor,
    walkPpm: kind.walkPpm * factor,
  };
}
