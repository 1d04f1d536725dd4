import {
  CallerError,
  accept,
  formatInstant,
  refuse,
  toHex,
  tryParseInstant,
  type Result,
} from "@lorats/base";
import { finiteNumber, hexBytes, integerIn, isObject, type JsonObject } from "../json/fields.ts";
import type { LtsReport } from "../model.ts";

/** Length of the truncated HMAC in bytes. */
export const LTS_MAC_BYTES = 16;

/**
 * The object `lts` that a LoRaTS gateway adds where others ignore it: `rxpk[].lts` of Semtech UDP, `upinfo.lts` of
 * Basics Station, `rxInfo.metadata.lts` of gateway MQTT. Times are RFC 3339, `mac` is hexadecimal.
 *
 * Refusals: `LTS_BAD_REPORT`.
 */
export function decodeLtsReport(raw: unknown): Result<LtsReport> {
  if (!isObject(raw)) return refuse("LTS_BAD_REPORT", "lts is not an object");
  const onset = typeof raw["onset"] === "string" ? tryParseInstant(raw["onset"]) : undefined;
  if (onset === undefined) return refuse("LTS_BAD_REPORT", "lts.onset is not an RFC 3339 time");
  const onsetSdNs = deviation(raw["onsetSdNs"]);
  const biasHz = finiteNumber(raw["biasHz"]);
  const biasSdHz = deviation(raw["biasSdHz"]);
  if (onsetSdNs === undefined || biasHz === undefined || biasSdHz === undefined) {
    return refuse("LTS_BAD_REPORT", "lts needs onsetSdNs, biasHz and biasSdHz as numbers");
  }
  const mac = optionalMac(raw);
  if (mac === null) return refuse("LTS_BAD_REPORT", "lts.mac is not 16 bytes of hexadecimal");
  const driftHzPerS = finiteNumber(raw["driftHzPerS"]);
  const clockPpm = finiteNumber(raw["clockPpm"]);
  const clockSdPpm = deviation(raw["clockSdPpm"]);
  const snrDb = finiteNumber(raw["snrDb"]);
  return accept({
    onset,
    onsetSdNs,
    biasHz,
    biasSdHz,
    ...(driftHzPerS !== undefined && { driftHzPerS }),
    ...(clockPpm !== undefined && { clockPpm }),
    ...(clockSdPpm !== undefined && { clockSdPpm }),
    ...(snrDb !== undefined && { snrDb }),
    ...decodeAmbiguity(raw["ambiguity"]),
    ...decodeCollision(raw["collision"]),
    ...(mac && { mac }),
  });
}

/** The plain object to put into JSON. @throws {CallerError} `LTS_BAD_REPORT` on figures that JSON cannot hold */
export function encodeLtsReport(report: LtsReport): JsonObject {
  const { onset, onsetSdNs, biasHz, biasSdHz, driftHzPerS, clockPpm, snrDb, mac } = report;
  const { clockSdPpm, ambiguity, collision } = report;
  const figures = [biasHz, driftHzPerS ?? 0, clockPpm ?? 0, clockSdPpm ?? 0, snrDb ?? 0];
  if (
    !figures.every(Number.isFinite) ||
    deviation(onsetSdNs) === undefined ||
    deviation(biasSdHz) === undefined ||
    (mac && mac.length !== LTS_MAC_BYTES)
  ) {
    throw new CallerError("LTS_BAD_REPORT", "a report needs finite figures and a 16-byte MAC");
  }
  return {
    onset: formatInstant(onset),
    onsetSdNs,
    biasHz,
    biasSdHz,
    ...(driftHzPerS !== undefined && { driftHzPerS }),
    ...(clockPpm !== undefined && { clockPpm }),
    ...(clockSdPpm !== undefined && { clockSdPpm }),
    ...(snrDb !== undefined && { snrDb }),
    ...(ambiguity && { ambiguity: { ...ambiguity } }),
    ...(collision && { collision: { ...collision } }),
    ...(mac && { mac: toHex(mac) }),
  };
}

/** What is malformed reads as absent: it explains a report, it does not make one. */
function decodeAmbiguity(raw: unknown): Pick<LtsReport, "ambiguity"> {
  if (!isObject(raw)) return {};
  const stepNs = finiteNumber(raw["stepNs"]);
  const stepHz = finiteNumber(raw["stepHz"]);
  return stepNs === undefined || stepHz === undefined ? {} : { ambiguity: { stepNs, stepHz } };
}

function decodeCollision(raw: unknown): Pick<LtsReport, "collision"> {
  if (!isObject(raw)) return {};
  const overlaps = integerIn(raw["overlaps"], 0, 1000);
  if (overlaps === undefined) return {};
  const quality = finiteNumber(raw["quality"]);
  const powerStepDb = finiteNumber(raw["powerStepDb"]);
  return {
    collision: {
      overlaps,
      ...(quality !== undefined && { quality }),
      ...(powerStepDb !== undefined && { powerStepDb }),
    },
  };
}

function deviation(value: unknown): number | undefined {
  const number = finiteNumber(value);
  return number !== undefined && number >= 0 ? number : undefined;
}

/** Null when there is one and it is malformed. */
function optionalMac(raw: JsonObject): Uint8Array | undefined | null {
  if (raw["mac"] === undefined) return undefined;
  const mac = hexBytes(raw["mac"]);
  return mac?.length === LTS_MAC_BYTES ? mac : null;
}
