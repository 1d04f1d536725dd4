import { type LtsReport, type Rxpk, tmstContext } from "@lorats/backhaul";
import { instantToGps } from "@lorats/base";
import type { SampleTime } from "../clock/sample-clock.ts";
import type { Sighting } from "../receiver/sighting.ts";

export interface SoftRxpkOptions {
  /** Counter at the frame's end, 0 … 2³² − 1. */
  readonly counterUs: number;
  /** Time of the frame's end. */
  readonly end: SampleTime | null;
  /** Added to decibels relative to full scale. */
  readonly rssiOffsetDb: number;
  readonly lts: LtsReport | undefined;
}

/** Only time that comes from GPS may stand in `time` and `tmms`: servers take those for just that. */
const GPS_SOURCES: ReadonlySet<string> = new Set(["pps", "gps"]);

/** A frame that the SDR itself has decoded, as a packet forwarder would report it. The caller makes sure that there is a payload. */
export function softRxpk(sighting: Sighting, options: SoftRxpkOptions): Rxpk {
  const { freqHz, channel, sf, bwHz, cr, snrDb, powerDbfs, biasHz, payload } = sighting;
  const { counterUs, end, rssiOffsetDb, lts } = options;
  const rssiDbm = Math.round((powerDbfs ?? -60) + rssiOffsetDb);
  const isGps = end !== null && GPS_SOURCES.has(end.source);
  return {
    phyPayload: payload ?? new Uint8Array(0),
    freqHz,
    modulation: { kind: "lora", sf, bwHz, cr: cr ?? 1 },
    crc: sighting.kind === "bad-crc" ? "bad" : "ok",
    channel,
    rfChain: 0,
    rssiDbm,
    foffHz: Math.round(biasHz),
    times: {
      counter: { kind: "tmst", us: counterUs },
      ...(isGps && { utc: end.instant }),
      ...(isGps &&
        end.source === "pps" && {
          gpsNs: instantToGps(end.instant),
          gpsResolutionNs: 1_000_000,
        }),
    },
    context: tmstContext(counterUs),
    ...(snrDb !== null && { snrDb: Math.round(snrDb * 10) / 10 }),
    ...(lts && { lts }),
  };
}
