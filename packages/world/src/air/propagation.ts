import { z } from "zod";
import { buildingLossDb } from "./building.ts";
import { distanceM, type Place } from "./geometry.ts";
import { HATA_AREAS, okumuraHataLossDb } from "./okumura-hata.ts";
import { freeSpaceLossDb, logDistanceLossDb } from "./path-loss.ts";

/** Median loss between two places, dB. */
export type Propagation = (a: Place, b: Place, freqHz: number) => number;

/** One model of propagation is one object here: what its settings are, and what they make. */
export const propagationSchema = z.discriminatedUnion("model", [
  z.strictObject({ model: z.literal("free-space") }),
  z.strictObject({
    model: z.literal("log-distance"),
    /** 2 is free space, 2.7 … 3.5 urban, 4 … 6 through buildings. */
    exponent: z.number().min(1.5).max(6),
    referenceM: z.number().positive().default(10),
  }),
  z.strictObject({
    model: z.literal("okumura-hata"),
    area: z.enum(HATA_AREAS),
    /**
     * Hata's model needs a base station. Where both antennas are lower than this, the higher one counts as so high. The
     * paper's gateway stands at 25 m, and with 25 m for the paths between devices too its figure 5 comes out.
     */
    lowestBaseM: z.number().min(1).default(25),
  }),
  /** The paper's concrete building: 190 m from west to east, floors of 4 m, fire doors. */
  z.strictObject({ model: z.literal("building") }),
]);
export type PropagationSettings = z.infer<typeof propagationSchema>;

export function propagation(settings: PropagationSettings): Propagation {
  switch (settings.model) {
    case "free-space":
      return (a, b, freqHz) => freeSpaceLossDb(distanceM(a, b), freqHz);
    case "log-distance": {
      const { exponent, referenceM } = settings;
      return (a, b, freqHz) => logDistanceLossDb(distanceM(a, b), freqHz, exponent, referenceM);
    }
    case "building":
      return buildingLossDb;
    case "okumura-hata":
      return (a, b, freqHz) => {
        const km = Math.max(1, Math.hypot(a.eastM - b.eastM, a.northM - b.northM)) / 1000;
        const baseM = Math.max(settings.lowestBaseM, a.upM, b.upM);
        const mobileM = Math.max(0, Math.min(a.upM, b.upM));
        const hata = okumuraHataLossDb(settings.area, freqHz, km, baseM, mobileM);
        // Nearer than the model was made for it would gain power.
        return Math.max(hata, freeSpaceLossDb(distanceM(a, b), freqHz));
      };
  }
}
