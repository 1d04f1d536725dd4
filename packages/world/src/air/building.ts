import { distanceM, type Place } from "./geometry.ts";
import { freeSpaceLossDb } from "./path-loss.ts";

/**
 * The paper's concrete building (§8.1): six floors, 190 m long, three sections and two junctions. Losses are fitted to the
 * ends of its figure 21: 13 dB beside the node, −1 dB at the far corner.
 */
const LENGTH_M = 190;
const FLOOR_M = 4;

/** Where the survey stood: three places a section and one in each junction. */
export const BUILDING_COLUMNS = [
  "A1",
  "A2",
  "A3",
  "J1",
  "B1",
  "B2",
  "B3",
  "J2",
  "C1",
  "C2",
  "C3",
] as const;
export const BUILDING_FLOORS = [1, 2, 3, 4, 5, 6] as const;

/** 14 dB over 190 m is less than free space takes: corridors guide waves, or the survey's receiver was near its limit. */
const CORRIDOR_EXPONENT = 0.6;
const FLOOR_LOSS_DB = 0.9;
/** Fire doors between sections and junctions. */
const DOOR_LOSS_DB = 0.4;

export function buildingPlace(at: { readonly column: number; readonly floor: number }): Place {
  const step = LENGTH_M / BUILDING_COLUMNS.length;
  return { eastM: (at.column + 0.5) * step, northM: 0, upM: FLOOR_M * (at.floor - 1) + 1.5 };
}

/** Loss between two places of the building, dB. */
export function buildingLossDb(a: Place, b: Place, freqHz: number): number {
  const floors = Math.round(Math.abs(a.upM - b.upM) / FLOOR_M);
  const alongM = Math.abs(a.eastM - b.eastM);
  const doors = Math.floor(alongM / (LENGTH_M / 5));
  const distance = Math.max(1, distanceM(a, b));
  return (
    freeSpaceLossDb(5, freqHz) +
    10 * CORRIDOR_EXPONENT * Math.log10(distance / 5) +
    FLOOR_LOSS_DB * floors +
    DOOR_LOSS_DB * doors
  );
}
