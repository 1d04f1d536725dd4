import {
  NS_PER_S,
  accept,
  formatInstant,
  refuse,
  tryParseInstant,
  type Instant,
  type Result,
} from "@lorats/base";
import { finiteNumber, isObject, text, textMap, type JsonObject } from "../json/fields.ts";
import type { GatewayLocation, GatewayStats } from "../model.ts";

const EXPANDED_TIME = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC)$/;

/** Said by some forwarders and worth keeping: lost pulses of the GPS receiver, start time, versions. */
const FURTHER_FIELDS = ["boot", "lpps", "fpga", "dsp", "hal"] as const;

/**
 * `stat`: the forwarder's report on itself. Its time is `2026-11-21 06:57:37 GMT`, not ISO 8601.
 *
 * Refusal: `UDP_BAD_STAT_REPORT` when it is no object.
 * @see Semtech packet forwarder PROTOCOL.TXT §4
 */
export function decodeStat(raw: unknown): Result<GatewayStats> {
  if (!isObject(raw)) return refuse("UDP_BAD_STAT_REPORT", "stat is not an object");
  const time = parseExpandedTime(text(raw["time"]) ?? "");
  const location = decodeLocation(raw);
  const rxForwarded = count(raw["rxfw"]);
  const ackPercent = finiteNumber(raw["ackr"]);
  const temperatureC = finiteNumber(raw["temp"]);
  const metadata = decodeMetadata(raw);
  return accept({
    ...(time !== undefined && { time }),
    ...(location && { location }),
    rxReceived: count(raw["rxnb"]) ?? 0,
    rxOk: count(raw["rxok"]) ?? 0,
    ...(rxForwarded !== undefined && { rxForwarded }),
    ...(ackPercent !== undefined && { ackPercent }),
    txReceived: count(raw["dwnb"]) ?? 0,
    txEmitted: count(raw["txnb"]) ?? 0,
    ...(temperatureC !== undefined && { temperatureC }),
    ...(metadata && { metadata }),
  });
}

/** Metadata beyond the protocol goes into `meta`. */
export function encodeStat(stats: GatewayStats): JsonObject {
  const { location } = stats;
  return {
    time: stats.time === undefined ? undefined : formatExpandedTime(stats.time),
    lati: location?.latitudeDeg,
    long: location?.longitudeDeg,
    alti: location?.altitudeM,
    rxnb: stats.rxReceived,
    rxok: stats.rxOk,
    rxfw: stats.rxForwarded,
    ackr: stats.ackPercent,
    dwnb: stats.txReceived,
    txnb: stats.txEmitted,
    temp: stats.temperatureC,
    meta: stats.metadata,
  };
}

function count(value: unknown): number | undefined {
  const number = finiteNumber(value);
  return number !== undefined && number >= 0 ? number : undefined;
}

function parseExpandedTime(time: string): Instant | undefined {
  const match = EXPANDED_TIME.exec(time);
  return tryParseInstant(match ? `${match[1]}T${match[2]}Z` : time);
}

function formatExpandedTime(time: Instant): string {
  const iso = formatInstant(time - (((time % NS_PER_S) + NS_PER_S) % NS_PER_S));
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} GMT`;
}

/** A forwarder that does not know its place sends zeros. */
function decodeLocation(raw: JsonObject): GatewayLocation | undefined {
  const latitudeDeg = finiteNumber(raw["lati"]);
  const longitudeDeg = finiteNumber(raw["long"]);
  const altitudeM = finiteNumber(raw["alti"]);
  if (latitudeDeg === undefined || longitudeDeg === undefined) return undefined;
  if (Math.abs(latitudeDeg) > 90 || Math.abs(longitudeDeg) > 180) return undefined;
  if (latitudeDeg === 0 && longitudeDeg === 0) return undefined;
  return { latitudeDeg, longitudeDeg, ...(altitudeM !== undefined && { altitudeM }) };
}

function decodeMetadata(raw: JsonObject): Readonly<Record<string, string>> | undefined {
  const further = FURTHER_FIELDS.flatMap((name) => {
    const value = raw[name];
    return typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : [];
  });
  const metadata = {
    ...(Object.fromEntries(further) as Record<string, string>),
    ...textMap(raw["meta"]),
  };
  return Object.keys(metadata).length > 0 ? metadata : undefined;
}
