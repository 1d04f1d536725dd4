import { crystalSchema, type CrystalModel } from "../../crystal.ts";
import type { Instant } from "@lorats/base";

const crystal = (
  settings: Omit<Partial<CrystalModel>, "kind"> & {
    kind?: CrystalModel["kind"];
    offsetPpm: number;
  },
): CrystalModel => crystalSchema.parse({ slopePpmPerC: 0, walkPpmPerRootHour: 0, ...settings });

/**
 * The device of figures 23a and 23b: some 1 kHz over 87 hours in a corridor, falling with temperature (−0.78), and by
 * Gaussian reading 174, 201 and 209 Hz between frames 10, 20 and 30 minutes apart.
 */
export const FIGURE_23_CRYSTAL: CrystalModel = crystal({
  offsetPpm: -24,
  slopePpmPerC: -0.115,
  walkPpmPerRootHour: 0.008,
  jitterPpm: 0.14,
});

/** Another one, of figures 28 to 30: 800 Hz a degree, rising. */
export const FIGURE_28_CRYSTAL: CrystalModel = crystal({
  offsetPpm: -24,
  slopePpmPerC: 0.92,
  walkPpmPerRootHour: 0.02,
  jitterPpm: 0.1,
});

/** The TCXO of an SX1262 module. */
export const TCXO: CrystalModel = crystal({
  kind: "tcxo",
  offsetPpm: 0,
  ripplePpm: 0.12,
  jitterPpm: 0.015,
  walkPpmPerRootHour: 0.002,
});

/** A semi-outdoor corridor in the tropics, with clouds: 26 … 32 °C. */
export function corridorC(at: Instant): number {
  const hours = Number(at) / 3.6e12;
  return 29 + 2 * Math.sin((hours / 24) * 2 * Math.PI) + 0.9 * Math.sin(hours * Math.PI);
}

export const HOUR_NS = 3_600_000_000_000n;
