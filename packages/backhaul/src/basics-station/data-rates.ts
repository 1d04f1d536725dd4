import { CallerError, type Result, accept } from "@lorats/base";
import { integerIn } from "../json/fields.ts";
import type { Modulation } from "../model.ts";
import { badField } from "./body.ts";

export interface StationDataRate {
  readonly modulation: Modulation;
  readonly downlinkOnly?: boolean;
}

/** The region's data rates, index = DR. Stations speak of DRs only, so both ends must hold the same table. */
export type StationDataRates = readonly (StationDataRate | undefined)[];

const SLOTS = 16;
const UNDEFINED_DR = [-1, 0, 0];

/** The DR of a modulation; the coding rate is always 4/5 and not compared. */
export function dataRateIndex(rates: StationDataRates, modulation: Modulation): number | undefined {
  const index = rates.findIndex((rate) => rate && isSameRate(rate.modulation, modulation));
  return index < 0 ? undefined : index;
}

function isSameRate(a: Modulation, b: Modulation): boolean {
  if (a.kind === "lora") return b.kind === "lora" && a.sf === b.sf && a.bwHz === b.bwHz;
  if (a.kind === "fsk") return b.kind === "fsk" && a.bitrateBps === b.bitrateBps;
  return b.kind === "lr-fhss" && a.ocwHz === b.ocwHz && a.codingRate === b.codingRate;
}

/**
 * `DRs`: 16 triples of spreading factor (0 is FSK, −1 is undefined), bandwidth in kHz, downlink only. Stations know no
 * LR-FHSS, so those DRs stay undefined.
 */
export function encodeDataRates(rates: StationDataRates): number[][] {
  if (rates.length > SLOTS) throw new CallerError("LNS_BAD_CONFIG", "there are 16 data rates");
  return Array.from({ length: SLOTS }, (_, dr) => {
    const rate = rates[dr];
    const downlinkOnly = rate?.downlinkOnly ? 1 : 0;
    switch (rate?.modulation.kind) {
      case "lora":
        return [rate.modulation.sf, rate.modulation.bwHz / 1000, downlinkOnly];
      case "fsk":
        return [0, 0, downlinkOnly];
      case "lr-fhss":
      case undefined:
        return UNDEFINED_DR;
    }
  });
}

/** FSK comes out as LoRaWAN's 50 kbit/s. Refusal: `LNS_BAD_FIELD`. */
export function decodeDataRates(raw: unknown): Result<StationDataRates> {
  if (!Array.isArray(raw) || raw.length > SLOTS) return badField("DRs", "an array of 16");
  const rates: (StationDataRate | undefined)[] = [];
  for (const entry of raw) {
    const [rawSf, rawKHz, downlinkOnly] = Array.isArray(entry) ? (entry as unknown[]) : [];
    const sf = integerIn(rawSf, -1, 12);
    const kHz = integerIn(rawKHz, 0, 2000);
    if (sf === undefined || kHz === undefined || (sf > 0 && kHz === 0)) {
      return badField("DRs", "an array of triples");
    }
    rates.push(decodeDataRate(sf, kHz, downlinkOnly === 1));
  }
  return accept(rates);
}

function decodeDataRate(
  sf: number,
  kHz: number,
  downlinkOnly: boolean,
): StationDataRate | undefined {
  if (sf < 0) return undefined;
  return {
    modulation:
      sf === 0
        ? { kind: "fsk", bitrateBps: 50_000 }
        : { kind: "lora", sf, bwHz: kHz * 1000, cr: 1 },
    ...(downlinkOnly && { downlinkOnly }),
  };
}
