import { CallerError, accept, type Result } from "@lorats/base";
import { isObject, type JsonObject } from "../json/fields.ts";
import type { LrFhssCodingRate, Modulation } from "../model.ts";
import { CODE_RATES, type CodeRate } from "./enums.ts";
import { badField, enumField, uint32Field, withoutDefaults } from "./proto-json.ts";

/** By `LoraModulation.cr`. */
const LORA_CODE_RATES: readonly CodeRate[] = [
  "CR_UNDEFINED",
  "CR_4_5",
  "CR_4_6",
  "CR_4_7",
  "CR_4_8",
  "CR_LI_4_5",
  "CR_LI_4_6",
  "CR_LI_4_8",
];

const LR_FHSS_CODE_RATES: Readonly<Record<LrFhssCodingRate, CodeRate>> = {
  "1/6": "CR_1_6",
  "1/4": "CR_1_4",
  "2/6": "CR_2_6",
  "3/8": "CR_3_8",
  "4/6": "CR_4_6",
  "5/6": "CR_5_6",
};

/** Fields of `gw.LoraModulationInfo` that only downlinks use. */
export interface LoraTransmitOptions {
  readonly polarizationInversion?: boolean;
  readonly preamble?: number;
  readonly noCrc?: boolean;
}

/**
 * `gw.Modulation`: `{"lora":{…}}`, `{"fsk":{…}}` or `{"lrFhss":{…}}`.
 * Refusal: `GWM_BAD_FIELD`.
 */
export function decodeModulation(raw: unknown): Result<Modulation> {
  if (!isObject(raw)) return badField("modulation", "an object");
  if (isObject(raw["lora"])) return decodeLora(raw["lora"]);
  if (isObject(raw["fsk"])) return decodeFsk(raw["fsk"]);
  if (isObject(raw["lrFhss"])) return decodeLrFhss(raw["lrFhss"]);
  return badField("modulation", "lora, fsk or lrFhss");
}

function decodeLora(raw: JsonObject): Result<Modulation> {
  const bwHz = uint32Field(raw["bandwidth"]);
  if (!bwHz) return badField("bandwidth", "in hertz");
  const sf = uint32Field(raw["spreadingFactor"]);
  if (sf === undefined || sf < 5 || sf > 12) return badField("spreadingFactor", "5 … 12");
  const codeRate = enumField(raw["codeRate"], CODE_RATES);
  const cr = LORA_CODE_RATES.indexOf(codeRate!);
  return cr < 0 ? badField("codeRate", "one of LoRa") : accept({ kind: "lora", sf, bwHz, cr });
}

function decodeFsk(raw: JsonObject): Result<Modulation> {
  const bitrateBps = uint32Field(raw["datarate"]);
  if (!bitrateBps) return badField("datarate", "in bits per second");
  const deviationHz = uint32Field(raw["frequencyDeviation"]);
  if (deviationHz === undefined) return badField("frequencyDeviation", "in hertz");
  return accept({ kind: "fsk", bitrateBps, ...(deviationHz > 0 && { deviationHz }) });
}

function decodeLrFhss(raw: JsonObject): Result<Modulation> {
  const ocwHz = uint32Field(raw["operatingChannelWidth"]);
  if (!ocwHz) return badField("operatingChannelWidth", "in hertz");
  const codeRate = enumField(raw["codeRate"], CODE_RATES);
  const entry = Object.entries(LR_FHSS_CODE_RATES).find(([, name]) => name === codeRate);
  if (!entry) return badField("codeRate", "one of LR-FHSS");
  const gridSteps = uint32Field(raw["gridSteps"]);
  if (gridSteps === undefined) return badField("gridSteps", "a number");
  const codingRate = entry[0] as LrFhssCodingRate;
  return accept({ kind: "lr-fhss", ocwHz, codingRate, ...(gridSteps > 0 && { gridSteps }) });
}

/** @throws {CallerError} `GWM_BAD_MODULATION` */
export function encodeModulation(
  modulation: Modulation,
  options: LoraTransmitOptions = {},
): JsonObject {
  switch (modulation.kind) {
    case "lora": {
      const codeRate = LORA_CODE_RATES[modulation.cr];
      if (codeRate === undefined) {
        throw new CallerError("GWM_BAD_MODULATION", `no coding rate has number ${modulation.cr}`);
      }
      const { bwHz, sf, cr } = modulation;
      return {
        lora: withoutDefaults({
          bandwidth: bwHz,
          spreadingFactor: sf,
          codeRate: cr === 0 ? undefined : codeRate,
          ...options,
        }),
      };
    }
    case "fsk":
      return {
        fsk: withoutDefaults({
          frequencyDeviation: modulation.deviationHz,
          datarate: modulation.bitrateBps,
        }),
      };
    case "lr-fhss":
      return {
        lrFhss: withoutDefaults({
          operatingChannelWidth: modulation.ocwHz,
          codeRate: LR_FHSS_CODE_RATES[modulation.codingRate],
          gridSteps: modulation.gridSteps,
        }),
      };
  }
}
