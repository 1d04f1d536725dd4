import type { Modulation } from "../regions/data-rate.ts";
import { fskTimeOnAirMs } from "./fsk.ts";
import { loraTimeOnAirMs } from "./lora.ts";
import { lrFhssTimeOnAirMs } from "./lr-fhss.ts";

/**
 * How long a LoRaWAN frame of `phyBytes` occupies the air, in milliseconds, framed as LoRaWAN frames that modulation.
 * Downlinks carry no payload CRC.
 * @throws {CallerError} `LW_AIRTIME_BAD_FRAME`
 */
export function timeOnAirMs(
  modulation: Modulation,
  phyBytes: number,
  direction: "up" | "down" = "up",
): number {
  switch (modulation.modulation) {
    case "lora": {
      const { sf, bwHz } = modulation;
      const long = modulation.codingRate === "4/8LI";
      return loraTimeOnAirMs({
        sf,
        bwHz,
        phyBytes,
        crc: direction === "up",
        codingRate: long ? 4 : 1,
        longInterleaving: long,
      });
    }
    case "fsk":
      return fskTimeOnAirMs(modulation.bitrateBps, phyBytes);
    case "lr-fhss":
      return lrFhssTimeOnAirMs(modulation.codingRate, phyBytes);
  }
}

/** What floating point may add to a duration that is a whole number of microseconds. */
const ROUNDING_US = 1e-6;

/** {@link timeOnAirMs} in whole microseconds, rounded up: what a duty-cycle ledger counts in. */
export function timeOnAirUs(
  modulation: Modulation,
  phyBytes: number,
  direction: "up" | "down" = "up",
): number {
  return Math.ceil(timeOnAirMs(modulation, phyBytes, direction) * 1000 - ROUNDING_US);
}
