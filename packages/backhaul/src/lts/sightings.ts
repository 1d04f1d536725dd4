import {
  accept,
  formatInstant,
  refuse,
  tryParseInstant,
  type Instant,
  type Result,
} from "@lorats/base";
import { finiteNumber, integerIn, isObject, text, type JsonObject } from "../json/fields.ts";
import type { LtsReport } from "../model.ts";
import { decodeLtsReport, encodeLtsReport } from "./report.ts";

/** A preamble that the SDR saw on a channel. Without a frame it is an orphan. */
export interface LtsSighting extends LtsReport {
  /** Centre of the channel. */
  readonly freqHz: number;
  readonly sf: number;
  readonly bwHz: number;
}

/** A transmission of known time and carrier, which fixes the receiver's bias and clock. */
export interface LtsPilot extends LtsSighting {
  /** `downlink`: sent by the gateway's own concentrator. `beacon`: class B, from anybody. */
  readonly source: "downlink" | "beacon";
  /** When its first chirp left, by schedule. */
  readonly sentAt?: Instant;
  /** The concentrator's microsecond counter at that moment. */
  readonly tmst?: number;
}

/** How the SDR and its clock are. Counts are since start. */
export interface SdrHealth {
  readonly state: "ok" | "degraded" | "down";
  /** What disciplines the sample clock. */
  readonly clock: "pps" | "gps" | "ntp" | "none";
  readonly clockSdNs?: number;
  readonly sampleRateHz?: number;
  readonly centreFreqHz?: number;
  readonly gainDb?: number;
  readonly noiseDbfs?: number;
  /** Share of samples at full scale, 0 … 1. */
  readonly clippedShare?: number;
  readonly lostSamples?: number;
  readonly clockJumps?: number;
  readonly matchedFrames?: number;
  readonly unmatchedFrames?: number;
  readonly orphans?: number;
}

/** The object `lts` beside `rxpk`. */
export interface LtsSideReport {
  readonly orphans: readonly LtsSighting[];
  readonly pilots: readonly LtsPilot[];
  readonly sdr?: SdrHealth;
}

const HEALTH_FIGURES = [
  "clockSdNs",
  "sampleRateHz",
  "centreFreqHz",
  "gainDb",
  "noiseDbfs",
  "clippedShare",
  "lostSamples",
  "clockJumps",
  "matchedFrames",
  "unmatchedFrames",
  "orphans",
] as const satisfies readonly (keyof SdrHealth)[];

/**
 * Reads what it can: a malformed sighting is handed to `refused` and left out.
 * Refusal of the whole: `LTS_BAD_SIDE_REPORT`.
 */
export function decodeLtsSideReport(
  raw: unknown,
  refused: (part: string, code: string, reason: string) => void,
): Result<LtsSideReport> {
  if (!isObject(raw)) return refuse("LTS_BAD_SIDE_REPORT", "lts is not an object");
  const list = <T>(name: string, decode: (raw: unknown) => Result<T>): T[] => {
    const items: T[] = [];
    const values = raw[name];
    if (!Array.isArray(values)) return items;
    for (const [index, value] of values.entries()) {
      const item = decode(value);
      if (item.ok) items.push(item.value);
      else refused(`lts.${name}[${index}]`, item.code, item.reason);
    }
    return items;
  };
  const sdr = raw["sdr"] === undefined ? undefined : decodeHealth(raw["sdr"]);
  if (sdr && !sdr.ok) refused("lts.sdr", sdr.code, sdr.reason);
  return accept({
    orphans: list("orphans", decodeSighting),
    pilots: list("pilots", decodePilot),
    ...(sdr?.ok && { sdr: sdr.value }),
  });
}

export function encodeLtsSideReport(report: LtsSideReport): JsonObject {
  return {
    ...(report.orphans.length > 0 && { orphans: report.orphans.map(encodeSighting) }),
    ...(report.pilots.length > 0 && { pilots: report.pilots.map(encodePilot) }),
    ...(report.sdr && { sdr: report.sdr }),
  };
}

function decodeSighting(raw: unknown): Result<LtsSighting> {
  const report = decodeLtsReport(raw);
  if (!report.ok) return report;
  const fields = raw as JsonObject;
  const freqHz = finiteNumber(fields["freqHz"]);
  const sf = integerIn(fields["sf"], 5, 12);
  const bwHz = finiteNumber(fields["bwHz"]);
  if (freqHz === undefined || sf === undefined || bwHz === undefined || !(bwHz > 0)) {
    return refuse("LTS_BAD_SIGHTING", "a sighting needs freqHz, sf and bwHz");
  }
  return accept({ ...report.value, freqHz, sf, bwHz });
}

function decodePilot(raw: unknown): Result<LtsPilot> {
  const sighting = decodeSighting(raw);
  if (!sighting.ok) return sighting;
  const fields = raw as JsonObject;
  const source = fields["source"];
  if (source !== "downlink" && source !== "beacon") {
    return refuse("LTS_BAD_SIGHTING", "a pilot's source is downlink or beacon");
  }
  const sentAt = tryParseInstant(text(fields["sentAt"]) ?? "");
  const tmst = integerIn(fields["tmst"], 0, 0xffff_ffff);
  return accept({
    ...sighting.value,
    source,
    ...(sentAt !== undefined && { sentAt }),
    ...(tmst !== undefined && { tmst }),
  });
}

function decodeHealth(raw: unknown): Result<SdrHealth> {
  const { state, clock } = isObject(raw) ? raw : {};
  if (
    (state !== "ok" && state !== "degraded" && state !== "down") ||
    (clock !== "pps" && clock !== "gps" && clock !== "ntp" && clock !== "none")
  ) {
    return refuse("LTS_BAD_HEALTH", "lts.sdr needs a state and a clock");
  }
  const figures = HEALTH_FIGURES.flatMap((name) => {
    const value = finiteNumber((raw as JsonObject)[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return accept({ state, clock, ...Object.fromEntries(figures) });
}

function encodeSighting(sighting: LtsSighting): JsonObject {
  const { freqHz, sf, bwHz } = sighting;
  return { freqHz, sf, bwHz, ...encodeLtsReport(sighting) };
}

function encodePilot(pilot: LtsPilot): JsonObject {
  const { source, sentAt, tmst } = pilot;
  return {
    source,
    ...encodeSighting(pilot),
    ...(sentAt !== undefined && { sentAt: formatInstant(sentAt) }),
    ...(tmst !== undefined && { tmst }),
  };
}
