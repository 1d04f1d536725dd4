import { CallerError } from "@lorats/base";
import type { LrFhssCodingRate } from "./model.ts";

/** LoRa coding rates by number, as the radios and `LoraModulation.cr` count them. */
export const LORA_CODING_RATES = [
  "OFF",
  "4/5",
  "4/6",
  "4/7",
  "4/8",
  "4/5LI",
  "4/6LI",
  "4/8LI",
] as const;

/** `4/5` for 1. @throws {CallerError} `BACKHAUL_BAD_MODULATION` */
export function codingRateName(cr: number): string {
  const name = LORA_CODING_RATES[cr];
  if (name === undefined) {
    throw new CallerError("BACKHAUL_BAD_MODULATION", `no LoRa coding rate has number ${cr}`);
  }
  return name;
}

const LR_FHSS_ALIASES: Readonly<Record<string, LrFhssCodingRate>> = {
  "1/6": "1/6",
  "1/4": "1/4",
  "2/6": "2/6",
  "1/3": "2/6",
  "3/8": "3/8",
  "4/6": "4/6",
  "2/3": "4/6",
  "5/6": "5/6",
};

/** Reads both habits of writing, `2/6` and `1/3`. */
export function lrFhssCodingRate(name: string): LrFhssCodingRate | undefined {
  return Object.hasOwn(LR_FHSS_ALIASES, name) ? LR_FHSS_ALIASES[name] : undefined;
}
