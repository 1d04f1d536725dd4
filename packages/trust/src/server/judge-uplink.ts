import { type GatewayId, formatInstant, parseInstant } from "@lorats/base";
import type { NewEvent, Place, Reception, Timing } from "@lorats/events";
import { fromBase64 } from "@lorats/base";
import { type Hopping } from "../judge/device-clock.ts";
import { type Frame, readingsOf } from "../judge/frame.ts";
import { type Judgement, judgeFrame } from "../judge/judge-frame.ts";
import type { TrustPolicy } from "../policy.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import type { GatewayTrust } from "../state/gateway-trust.ts";
import { listened, withDecoded, withOwner } from "../orphan/orphan-book.ts";
import { hashOf } from "../statistics/hash.ts";
import { gatewayOfLink } from "../track/gauge.ts";
import { afterReading, type CounterClock, parseCounter } from "../time/counter-clock.ts";
import { decodeElapsed, recordTimes } from "../time/elapsed-time.ts";
import { placeNow } from "../time/device-place.ts";
import { type Flight, flightsFrom } from "../time/flight.ts";
import { candidatesOf, timingOf } from "../time/frame-timing.ts";
import type { TimeCandidate } from "../time/time-candidate.ts";
import { preciseArrivals } from "../path/arrival-habit.ts";

/** What judging one uplink takes. */
export interface UplinkCase {
  readonly uplink: NewEvent<"uplink">;
  readonly receptions: readonly Reception[];
  readonly policy: TrustPolicy;
  readonly temperatureC: number | undefined;
  readonly hopping: Hopping | undefined;
  /** Where the device stands for good, as somebody said; otherwise it is where it was seen last. */
  readonly place?: Place | undefined;
  readonly placeOf?: ((id: GatewayId) => Place | undefined) | undefined;
  readonly gatewayOf: (id: GatewayId) => GatewayTrust;
}

export interface JudgedUplink extends Judgement {
  /** Gateways whose clocks went on. */
  readonly gateways: ReadonlyMap<GatewayId, GatewayTrust>;
  readonly atS: number;
}

/** Repeats of a frame (NbTrans, confirmed) go on for so long at most: 15 times with their windows. */
const REPEATED_S = 45;

/** Times one uplink and judges it. */
export function judgeUplink(before: DeviceTrust, one: UplinkCase): JudgedUplink {
  const { uplink, receptions, policy, temperatureC, hopping, gatewayOf } = one;
  const { body } = uplink;
  const gateways = new Map<GatewayId, GatewayTrust>();
  for (const reception of receptions) {
    const { gatewayId } = reception;
    gateways.set(gatewayId, clockOn(gateways.get(gatewayId) ?? gatewayOf(gatewayId), reception));
  }
  for (const { key } of before.track?.links ?? []) {
    const gatewayId = gatewayOfLink(key);
    if (!gateways.has(gatewayId)) gateways.set(gatewayId, gatewayOf(gatewayId));
  }
  const clocks = new Map<GatewayId, CounterClock>();
  for (const [id, { clock }] of gateways) if (clock) clocks.set(id, clock);
  const flights = flightsOf(before, one);
  const candidates = candidatesOf(receptions, body.airtimeNs, { clocks, flights });
  const timing = timingOf(candidates, receptions.length, { flights });
  const isElapsed = policy.elapsedTimePort > 0 && body.fPort === policy.elapsedTimePort;
  const elapsed = isElapsed ? decodeElapsed(fromBase64(body.frmPayload)) : undefined;
  const frame: Frame = {
    uplink: body,
    receptions,
    gateways,
    policy,
    timing,
    atS: Number(parseInstant(timing.time)) / 1e9,
    readings: readingsOf(receptions),
    arrivals: receptions.length < 2 ? [] : preciseArrivals(withFlight(candidates, flights)),
    temperatureC,
    elapsed,
  };
  const judged = judgeFrame(before, frame, hopping);
  const repeated = before.repeats || body.confirmed ? REPEATED_S : 0;
  const dated =
    elapsed && elapsed.records.length > 0
      ? withRecords(judged.timing, recordTimes(elapsed, judged.timing.sdNs, repeated))
      : judged.timing;
  noteDecoded(gateways, frame, judged);
  return { ...judged, timing: dated, gateways, atS: frame.atS };
}

/** Times of flight, where the device's place and gateways' are known. */
function flightsOf(
  before: DeviceTrust,
  { uplink, receptions, place, placeOf }: UplinkCase,
): ReadonlyMap<GatewayId, Flight> | undefined {
  if (!placeOf || !(place ?? before.place)) return undefined;
  const device = place ?? placeNow(before.place, Number(uplink.time) / 1e9);
  return flightsFrom(
    device,
    receptions.map(({ gatewayId }) => gatewayId),
    placeOf,
  );
}

/** The times as they were before the flight was taken off: habits are of what gateways hear. */
function withFlight(
  candidates: readonly TimeCandidate[],
  flights: ReadonlyMap<GatewayId, Flight> | undefined,
): readonly TimeCandidate[] {
  if (!flights || flights.size === 0) return candidates;
  return candidates.map((one) => {
    const ns = Math.round(flights.get(one.gatewayId)?.ns ?? 0);
    return { ...one, onset: one.onset + BigInt(ns) };
  });
}

/** Gateways know which preambles were this frame's, so that no other frame is looked for behind them. */
function noteDecoded(
  gateways: Map<GatewayId, GatewayTrust>,
  { uplink, receptions, atS }: Frame,
  { owned }: Judgement,
): void {
  const { freqHz, modulation, deduplicationId } = uplink;
  if (modulation.kind !== "lora") return;
  const { sf, bwHz } = modulation;
  for (const { gatewayId, lts } of receptions) {
    const gateway = gateways.get(gatewayId)!;
    // Without an SDR there are no orphans that it could be taken for.
    if (!lts && gateway.orphans.atS === 0) continue;
    const book = lts ? listened(gateway.orphans, atS) : gateway.orphans;
    const orphans = withDecoded(book, { onsetS: atS, freqHz, bwHz, sf });
    gateways.set(gatewayId, { ...gateway, orphans });
  }
  for (const { gatewayId, orphan } of owned) {
    const gateway = gateways.get(gatewayId)!;
    const orphans = withOwner(gateway.orphans, orphan, hashOf(deduplicationId));
    gateways.set(gatewayId, { ...gateway, orphans });
  }
}

function withRecords(timing: Timing, records: ReturnType<typeof recordTimes>): Timing {
  const sent = parseInstant(timing.time);
  return {
    ...timing,
    recordTimes: records.map(({ agoNs }) => formatInstant(sent - agoNs)),
    recordSdNs: records.map(({ sdNs }) => Math.round(sdNs)),
  };
}

/** The gateway with its counter's clock after a reception. */
function clockOn(gateway: GatewayTrust, reception: Reception): GatewayTrust {
  const { counterUs, door, arrivedAt, gpsTimeNs, gatewayTime, gatewayTimeSdNs = 0 } = reception;
  if (counterUs === undefined) return gateway;
  const arrivedS = Number(parseInstant(arrivedAt)) / 1e9;
  const end =
    gpsTimeNs !== undefined && gatewayTime !== undefined ? parseInstant(gatewayTime) : undefined;
  const exact = end === undefined ? undefined : { atS: Number(end) / 1e9, sdS: 1e-6 };
  // A gateway's word on time counts only where the arrival can believe it.
  const isSure = exact && Math.abs(exact.atS - arrivedS) < 2 && gatewayTimeSdNs < 1e6;
  const believed = isSure ? exact : undefined;
  const reading = { ...parseCounter(counterUs, door), arrivedS, exact: believed };
  return { ...gateway, clock: afterReading(gateway.clock, reading) };
}
