import { gpsToInstant, parseInstant, type GatewayId, type Instant } from "@lorats/base";
import type { Reception, Timing } from "@lorats/events";
import type { Flight } from "./flight.ts";
import { type CounterClock, parseCounter, timeOfCounter } from "./counter-clock.ts";

/** One opinion on when a frame's first preamble chirp left the device. */
export interface TimeCandidate {
  readonly gatewayId: GatewayId;
  readonly source: Timing["source"];
  readonly onset: Instant;
  /** One standard deviation. */
  readonly sdNs: number;
}

/** What is known beside the receptions. */
export interface TimeContext {
  /** Of gateways whose counters were followed. */
  readonly clocks?: ReadonlyMap<GatewayId, CounterClock> | undefined;
  /** Time of flight from the device, where both positions are known. */
  readonly flights?: ReadonlyMap<GatewayId, Flight> | undefined;
}

/** A concentrator latches GPS-disciplined time to about this, its counter ticking in microseconds. */
const GPS_SD_NS = 1_000;
/** Times cut to a millisecond (`tmms`) are uniform within the one that begins there: half of it on average, 1 ms / √12. */
const MILLISECOND_NS = 1_000_000n;
const MILLISECOND_SD_NS = 288_675;
/** A gateway that states UTC without GPS has a host clock, kept by NTP at best. */
const HOST_CLOCK_SD_NS = 10_000_000;
/** Forwarding and backhaul of a terrestrial gateway: delays are one-sided and unknown. */
const BACKHAUL_DELAY_NS = 30_000_000n;
const BACKHAUL_SD_NS = 50_000_000;
/** Group delays of the concentrator's filters are not documented for every front end. */
const FINE_SD_NS = 1_000;
/** No device's crystal is worse, nor an SDR's. */
const WORST_CRYSTAL = 150e-6;
/** Chirps of a LoRaWAN preamble. @see RP002-1.0.4 §2.4.2 */
const PREAMBLE_CHIRPS = 8;
/** A fine timestamp and the coarse time of the same reception lie within this, or one of them is wrong. */
const FINE_MATCH_NS = 1_000_000n;
const SECOND = 1_000_000_000n;

/**
 * Every time that one reception offers, each turned into the time of the onset: concentrators and backhauls time
 * the end of a frame, fine timestamps the end of its preamble, software radios its beginning.
 *
 * @param airtimeNs time on air, first preamble chirp to end of frame
 */
export function timeCandidates(
  reception: Reception,
  airtimeNs: number,
  context: TimeContext = {},
): TimeCandidate[] {
  const { gatewayId } = reception;
  const airtime = BigInt(Math.round(airtimeNs * (1 - transmitterClock(reception))));
  const flight = BigInt(Math.round(context.flights?.get(gatewayId)?.ns ?? 0));
  const candidates: TimeCandidate[] = [];
  const add = (source: Timing["source"], onset: Instant, sdNs: number): void => {
    candidates.push({ gatewayId, source, onset: onset - flight, sdNs });
  };
  if (reception.lts) {
    const { onset, onsetSdNs } = reception.lts;
    add("sdr", parseInstant(onset), Math.max(1, onsetSdNs));
  }
  if (reception.gpsTimeNs !== undefined) {
    const gpsNs = BigInt(reception.gpsTimeNs);
    const isCut = gpsNs % MILLISECOND_NS === 0n && reception.door !== "basics-station";
    const sdNs = doubted(reception, isCut ? MILLISECOND_SD_NS : GPS_SD_NS);
    add("gps", gpsToInstant(gpsNs) + (isCut ? MILLISECOND_NS / 2n : 0n) - airtime, sdNs);
  }
  if (reception.gatewayTime !== undefined) {
    const sdNs = utcSdNs(reception);
    const source = sdNs === GPS_SD_NS ? "gps" : "concentrator";
    add(source, parseInstant(reception.gatewayTime) - airtime, doubted(reception, sdNs));
  }
  const fine = fineOnset(reception, candidates, airtime, flight);
  if (fine !== undefined)
    candidates.push({ gatewayId, source: "fine", onset: fine, sdNs: FINE_SD_NS });
  const arrived = parseInstant(reception.arrivedAt);
  const counter = counterOnset(reception, arrived, context);
  if (counter) add("concentrator", counter.end - airtime, counter.sdNs);
  const sdNs = Math.hypot(BACKHAUL_SD_NS, reception.arrivedSdNs);
  add("backhaul", arrived - airtime - BACKHAUL_DELAY_NS, sdNs);
  return candidates;
}

/**
 * Error of the crystal that times a frame's chips, relative, as its carrier shows it: both come from one. What no crystal can be is no
 * word on one.
 */
function transmitterClock({ lts, foffHz, freqHz }: Reception): number {
  const error = (foffHz ?? lts?.biasHz ?? 0) / freqHz;
  return Math.abs(error) < WORST_CRYSTAL ? error : 0;
}

function counterOnset(
  { gatewayId, counterUs, door, arrivedSdNs }: Reception,
  arrived: Instant,
  { clocks }: TimeContext,
): { readonly end: Instant; readonly sdNs: number } | undefined {
  const clock = clocks?.get(gatewayId);
  if (!clock || counterUs === undefined) return undefined;
  // Doubles hold seconds since the epoch to 0.2 µs; differences from the arrival are smaller and exact.
  const arrivedS = Number(arrived) / 1e9;
  const { atS, sdS } = timeOfCounter(
    clock,
    parseCounter(counterUs, door),
    arrivedS,
    arrivedSdNs / 1e9,
  );
  return {
    end: arrived + BigInt(Math.round((atS - arrivedS) * 1e9)),
    sdNs: Math.max(1000, sdS * 1e9),
  };
}

/**
 * A fine timestamp counts from the last PPS to the end of the preamble's up-chirps; the second comes from the coarse
 * time of the same reception.
 * @see sx1302_hal, loragw_sx1302_timestamp.c: from the end of the header back by 8 + 4.25 symbols
 */
function fineOnset(
  { fineTimeNs, modulation }: Reception,
  coarse: readonly TimeCandidate[],
  airtime: bigint,
  flight: bigint,
): Instant | undefined {
  if (fineTimeNs === undefined || modulation.kind !== "lora") return undefined;
  const best = coarse.find(({ source }) => source === "gps" || source === "sdr");
  if (!best || airtime <= 0n) return undefined;
  const preambleNs = BigInt(
    Math.round((PREAMBLE_CHIRPS * 2 ** modulation.sf * 1e9) / modulation.bwHz),
  );
  const expected = best.onset + flight + preambleNs;
  const pastSecond = ((expected % SECOND) + SECOND) % SECOND;
  const whole = expected - pastSecond;
  const options = [-SECOND, 0n, SECOND].map((shift) => whole + shift + BigInt(fineTimeNs));
  const nearest = options.reduce((a, b) => (gap(b, expected) < gap(a, expected) ? b : a));
  return gap(nearest, expected) > FINE_MATCH_NS ? undefined : nearest - preambleNs - flight;
}

function gap(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}

/**
 * A UTC time beside a GPS time that says the same comes from the same disciplined counter, and has more digits
 * than a GPS time cut to milliseconds.
 */
function utcSdNs(reception: Reception): number {
  if (reception.gpsTimeNs === undefined) return HOST_CLOCK_SD_NS;
  const apart = parseInstant(reception.gatewayTime!) - gpsToInstant(BigInt(reception.gpsTimeNs));
  return apart > -MILLISECOND_NS && apart < MILLISECOND_NS ? GPS_SD_NS : HOST_CLOCK_SD_NS;
}

/** A clock that jumped, or contradicted the server's, is as unsure as the network found it. */
function doubted({ gatewayTimeSdNs = 0 }: Reception, sdNs: number): number {
  // Below a millisecond it is the resolution of the coarser of its two times.
  return gatewayTimeSdNs > Number(MILLISECOND_NS) ? gatewayTimeSdNs : sdNs;
}
