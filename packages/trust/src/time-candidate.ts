import { gpsToInstant, parseInstant, type GatewayId, type Instant } from "@lorats/base";
import type { Reception, Timing } from "@lorats/events";

/** One opinion on when a frame's first preamble chirp left the device. */
export interface TimeCandidate {
  readonly gatewayId: GatewayId;
  readonly source: Timing["source"];
  readonly onset: Instant;
  /** One standard deviation. */
  readonly sdNs: number;
}

/** A concentrator latches GPS-disciplined time to about this, its counter ticking in microseconds. */
const GPS_SD_NS = 1_000;
/** Times cut to a millisecond (`tmms`) are uniform within it: 1 ms / √12. */
const MILLISECOND_SD_NS = 288_675;
/** A gateway that states UTC without GPS has a host clock, kept by NTP at best. */
const HOST_CLOCK_SD_NS = 10_000_000;
/** Forwarding and backhaul of a terrestrial gateway: delays are one-sided and unknown. */
const BACKHAUL_DELAY_NS = 30_000_000n;
const BACKHAUL_SD_NS = 50_000_000;

/**
 * Every time that one reception offers, each turned into the time of the onset: concentrators and backhauls time
 * the end of a frame, software radios its beginning.
 *
 * @param airtimeNs time on air, first preamble chirp to end of frame
 */
export function timeCandidates(reception: Reception, airtimeNs: number): TimeCandidate[] {
  const { gatewayId } = reception;
  const airtime = BigInt(airtimeNs);
  const candidates: TimeCandidate[] = [];
  if (reception.lts) {
    const { onset, onsetSdNs } = reception.lts;
    candidates.push({ gatewayId, source: "sdr", onset: parseInstant(onset), sdNs: onsetSdNs });
  }
  if (reception.gpsTimeNs !== undefined) {
    const gpsNs = BigInt(reception.gpsTimeNs);
    const sdNs = gpsNs % 1_000_000n === 0n ? MILLISECOND_SD_NS : GPS_SD_NS;
    candidates.push({ gatewayId, source: "gps", onset: gpsToInstant(gpsNs) - airtime, sdNs });
  }
  if (reception.gatewayTime !== undefined) {
    const onset = parseInstant(reception.gatewayTime) - airtime;
    const sdNs = gatewayTimeSdNs(reception);
    candidates.push({
      gatewayId,
      source: sdNs === GPS_SD_NS ? "gps" : "concentrator",
      onset,
      sdNs,
    });
  }
  candidates.push({
    gatewayId,
    source: "backhaul",
    onset: parseInstant(reception.arrivedAt) - airtime - BACKHAUL_DELAY_NS,
    sdNs: Math.hypot(BACKHAUL_SD_NS, reception.arrivedSdNs),
  });
  return candidates;
}

/**
 * A UTC time beside a GPS time that says the same comes from the same disciplined counter, and has more digits
 * than a GPS time cut to milliseconds.
 */
function gatewayTimeSdNs(reception: Reception): number {
  if (reception.gpsTimeNs === undefined) return HOST_CLOCK_SD_NS;
  const gap = parseInstant(reception.gatewayTime!) - gpsToInstant(BigInt(reception.gpsTimeNs));
  return gap > -1_000_000n && gap < 1_000_000n ? GPS_SD_NS : HOST_CLOCK_SD_NS;
}
