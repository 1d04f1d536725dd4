import { CallerError, accept, refuse, type Result } from "@lorats/base";
import { finiteNumber, type JsonObject } from "../json/fields.ts";
import type { Modulation } from "../model.ts";
import { LORA_CODING_RATES, codingRateName, lrFhssCodingRate } from "../modulation-names.ts";

const LORA_NAME = /^SF(\d{1,2})BW(\d{1,4}(?:\.\d{1,3})?)$/;
const LR_FHSS_NAME = /^M0CW(\d{1,4})$/;

interface LoraRate {
  readonly sf: number;
  readonly bwHz: number;
}

/** The usual names, so that most frames need no regular expression. */
const LORA_RATES = new Map<string, LoraRate>(
  [5, 6, 7, 8, 9, 10, 11, 12].flatMap((sf) =>
    [125, 250, 500].map((kHz) => [`SF${sf}BW${kHz}`, { sf, bwHz: kHz * 1000 }] as const),
  ),
);
const CODING_RATES = new Map<string, number>(LORA_CODING_RATES.map((name, cr) => [name, cr]));

/**
 * `modu`, `datr` and `codr`: `"SF7BW125"` with `"4/5"` is LoRa, a number of bits per second is FSK,
 * `"M0CW137"` is LR-FHSS (with the hopping width in `hpw`).
 *
 * Refusals: `UDP_BAD_DATR`, `UDP_BAD_CODR`, `UDP_BAD_MODU`.
 */
export function decodeModulation(raw: JsonObject): Result<Modulation> {
  const { modu, datr, codr } = raw;
  if (typeof datr === "number") return decodeFsk(raw, datr);
  if (typeof datr !== "string") return refuse("UDP_BAD_DATR", "datr is neither text nor a number");
  const rate = LORA_RATES.get(datr) ?? parseLoraRate(datr);
  if (rate) {
    if (modu !== undefined && modu !== "LORA") return refuse("UDP_BAD_MODU", "datr says LORA");
    const cr = typeof codr === "string" ? CODING_RATES.get(codr) : undefined;
    if (cr === undefined) return refuse("UDP_BAD_CODR", "codr is no LoRa coding rate");
    return accept({ kind: "lora", sf: rate.sf, bwHz: rate.bwHz, cr });
  }
  return decodeLrFhss(raw, datr);
}

function parseLoraRate(name: string): LoraRate | undefined {
  const match = LORA_NAME.exec(name);
  if (!match) return undefined;
  const sf = Number(match[1]);
  const bwHz = Math.round(Number(match[2]) * 1000);
  return sf >= 5 && sf <= 12 && bwHz > 0 ? { sf, bwHz } : undefined;
}

function decodeFsk(raw: JsonObject, bitrateBps: number): Result<Modulation> {
  if (raw["modu"] !== undefined && raw["modu"] !== "FSK") {
    return refuse("UDP_BAD_MODU", "a numeric datr is for FSK only");
  }
  if (!(bitrateBps > 0 && bitrateBps <= 1e6)) return refuse("UDP_BAD_DATR", "no FSK bit rate");
  const deviationHz = finiteNumber(raw["fdev"]);
  return accept({
    kind: "fsk",
    bitrateBps,
    ...(deviationHz !== undefined && { deviationHz }),
  });
}

function decodeLrFhss(raw: JsonObject, datr: string): Result<Modulation> {
  const match = LR_FHSS_NAME.exec(datr);
  if (!match || Number(match[1]) === 0) return refuse("UDP_BAD_DATR", "datr is no known data rate");
  const { codr, hpw } = raw;
  const codingRate = typeof codr === "string" ? lrFhssCodingRate(codr) : undefined;
  if (codingRate === undefined) return refuse("UDP_BAD_CODR", "codr is no LR-FHSS coding rate");
  const gridSteps = finiteNumber(hpw);
  return accept({
    kind: "lr-fhss",
    ocwHz: Number(match[1]) * 1000,
    codingRate,
    ...(gridSteps !== undefined && { gridSteps }),
  });
}

/** The fields `modu`, `datr`, `codr`, `hpw`, `fdev`. @throws {CallerError} `UDP_BAD_MODULATION` */
export function encodeModulation(modulation: Modulation): JsonObject {
  switch (modulation.kind) {
    case "lora": {
      const { sf, bwHz, cr } = modulation;
      if (!Number.isInteger(sf) || sf < 5 || sf > 12 || !(bwHz > 0 && bwHz < 1e7)) {
        throw new CallerError("UDP_BAD_MODULATION", "LoRa needs SF 5 … 12 and a bandwidth");
      }
      return { modu: "LORA", datr: `SF${sf}BW${kiloHertz(bwHz)}`, codr: codingRateName(cr) };
    }
    case "fsk": {
      const { bitrateBps, deviationHz } = modulation;
      if (!(bitrateBps > 0 && bitrateBps <= 1e6)) {
        throw new CallerError("UDP_BAD_MODULATION", "FSK needs a bit rate");
      }
      return {
        modu: "FSK",
        datr: bitrateBps,
        ...(deviationHz !== undefined && { fdev: deviationHz }),
      };
    }
    case "lr-fhss": {
      const { ocwHz, codingRate, gridSteps } = modulation;
      return {
        modu: "LR-FHSS",
        datr: `M0CW${Math.round(ocwHz / 1000)}`,
        codr: codingRate,
        ...(gridSteps !== undefined && { hpw: gridSteps }),
      };
    }
  }
}

/** Names are in kHz; those of 2.4 GHz are cut to whole ones (812 for 812.5). */
function kiloHertz(bwHz: number): number {
  return bwHz >= 125_000 ? Math.floor(bwHz / 1000) : bwHz / 1000;
}
