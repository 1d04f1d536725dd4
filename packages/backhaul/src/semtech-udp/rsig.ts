import { accept, refuse, type Result } from "@lorats/base";
import { finiteNumber, integerIn, isObject, type JsonObject } from "../json/fields.ts";
import type { AntennaReading } from "../model.ts";

/**
 * `rsig[]`: what each antenna of a gateway of the second generation measured.
 *
 *     ant, chan, rssic (channel, dBm), rssis (signal), lsnr, foff, ftime
 *
 * Refusal: `UDP_BAD_RSIG`.
 */
function decodeReading(raw: unknown): Result<AntennaReading> {
  if (!isObject(raw)) return refuse("UDP_BAD_RSIG", "an entry of rsig is not an object");
  const rssiDbm = finiteNumber(raw["rssic"]);
  if (rssiDbm === undefined) return refuse("UDP_BAD_RSIG", "rssic is not a number");
  const antenna = integerIn(raw["ant"], 0, 255);
  const channel = integerIn(raw["chan"], 0, 65_535);
  const signalRssiDbm = finiteNumber(raw["rssis"]);
  const snrDb = finiteNumber(raw["lsnr"]);
  const foffHz = finiteNumber(raw["foff"]);
  const fineNs = integerIn(raw["ftime"], 0, 999_999_999);
  return accept({
    rssiDbm,
    ...(antenna !== undefined && { antenna }),
    ...(channel !== undefined && { channel }),
    ...(signalRssiDbm !== undefined && { signalRssiDbm }),
    ...(snrDb !== undefined && { snrDb }),
    ...(foffHz !== undefined && { foffHz }),
    ...(fineNs !== undefined && { fineNs }),
  });
}

/** Best first: by SNR, then by power. Refuses the frame when no entry can be read. */
export function decodeReadings(rsig: readonly unknown[]): Result<readonly AntennaReading[]> {
  const readings: AntennaReading[] = [];
  for (const raw of rsig) {
    const reading = decodeReading(raw);
    if (!reading.ok) return reading;
    readings.push(reading.value);
  }
  return accept(readings.sort(betterFirst));
}

function betterFirst(a: AntennaReading, b: AntennaReading): number {
  return (b.snrDb ?? -Infinity) - (a.snrDb ?? -Infinity) || b.rssiDbm - a.rssiDbm;
}

export function encodeReading(reading: AntennaReading): JsonObject {
  const { antenna, channel, rssiDbm, signalRssiDbm, snrDb, foffHz, fineNs } = reading;
  return {
    ...(antenna !== undefined && { ant: antenna }),
    ...(channel !== undefined && { chan: channel }),
    rssic: rssiDbm,
    ...(signalRssiDbm !== undefined && { rssis: signalRssiDbm }),
    ...(snrDb !== undefined && { lsnr: snrDb }),
    ...(foffHz !== undefined && { foff: foffHz }),
    ...(fineNs !== undefined && { ftime: fineNs }),
  };
}
