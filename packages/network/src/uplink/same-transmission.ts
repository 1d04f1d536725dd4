import type { GatewayId } from "@lorats/base";
import { BoundedMap } from "../server/bounded-map.ts";
import type { ClosedFrame } from "./closed-frames.ts";
import { type Copy, endMonoOf } from "./reception.ts";

/** What a copy of a frame is whose window has closed. */
export type Kinship =
  /** The same transmission, heard at the same moment, that only took longer to get here. */
  | "same"
  /** The bytes were on the air again. */
  | "other"
  /** A road that is always so slow would look the same as somebody's repeat. */
  | "unclear";

/** Copies of one transmission lie within this, as far as counters tell. */
const SAME_TRANSMISSION_MS = 300;
/** Sooner than this no device repeats itself: RX2 has to be over. @see LoRaWAN L2 1.0.4 §3.3 */
const NO_REPEAT_WITHIN_MS = 2000;
/** Lags of a road that is always slow lie within this … */
const USUAL_WITHIN_MS = 50;
/** … and so many of the newest have to. */
const AGREEING = 3;
const REMEMBERED = 8;
/** A copy in time says so long that its gateway's road is not slow: no longer than counters remember their fastest frames. */
const PROMPT_FOR_NS = 240_000_000_000n;
/** Fresh enough not to be noted again. */
const NOTED_NS = 10_000_000_000n;
const GATEWAYS = 10_000;
const NEIGHBOURS = 500;

/** What is known of a gateway's copies where a certain other one was first. */
interface Road {
  /** When a copy came in time last. */
  promptMono?: bigint;
  /** Lags of copies that came late, ms. */
  lags: readonly number[];
}

/**
 * Tells copies that were held up from those of another transmission. Absolute times of gateways decide where there are any. A
 * free-running counter shows when a frame took longer than its gateway's others, and cannot show what all of them take: that is learnt
 * from frames that another gateway heard, too, since the lag between the two is always the same.
 */
export class TransmissionJudge {
  /** By the gateway that was first and the one that came after it. */
  readonly #roads = new BoundedMap<GatewayId, BoundedMap<GatewayId, Road>>(GATEWAYS);

  /** Takes the copies of a frame that came within the window. HOT PATH. */
  note(copies: readonly Copy[]): void {
    const first = copies[0]!;
    for (let i = 1; i < copies.length; i++) {
      const { gateway, arrivedMono } = copies[i]!;
      const road = this.#road(first.gateway.id, gateway.id);
      if (road.promptMono === undefined || arrivedMono - road.promptMono > NOTED_NS) {
        road.promptMono = arrivedMono;
      }
    }
  }

  judge(copy: Copy, { sightings }: ClosedFrame): Kinship {
    const { gpsNs, utc } = copy.uplink.times;
    for (const { times } of sightings) {
      if (gpsNs !== undefined && times.gpsNs !== undefined) return byClock(gpsNs, times.gpsNs);
      if (utc !== undefined && times.utc !== undefined) return byClock(utc, times.utc);
    }
    const first = sightings[0]!;
    const lagMs = Number(endMonoOf(copy) - first.endMono) / 1e6;
    if (copy.reading && Math.abs(lagMs) < SAME_TRANSMISSION_MS) return "same";
    // A gateway hears a transmission once.
    const { id } = copy.gateway;
    if (sightings.some(({ gatewayId }) => gatewayId === id)) return "other";
    if (lagMs < 0 || lagMs > NO_REPEAT_WITHIN_MS) return "other";
    return byRoad(this.#road(first.gatewayId, id), lagMs, copy.arrivedMono);
  }

  #road(first: GatewayId, after: GatewayId): Road {
    let roads = this.#roads.get(first);
    if (!roads) this.#roads.set(first, (roads = new BoundedMap(NEIGHBOURS)));
    let road = roads.get(after);
    if (!road) roads.set(after, (road = { lags: [] }));
    return road;
  }
}

function byRoad(road: Road, lagMs: number, now: bigint): Kinship {
  if (road.promptMono !== undefined && now - road.promptMono < PROMPT_FOR_NS) return "other";
  const agreeing = road.lags.filter((other) => Math.abs(other - lagMs) < USUAL_WITHIN_MS);
  road.lags = [...road.lags, lagMs].slice(-REMEMBERED);
  return agreeing.length >= AGREEING ? "same" : "unclear";
}

function byClock(aNs: bigint, bNs: bigint): Kinship {
  return Math.abs(Number(aNs - bNs)) < SAME_TRANSMISSION_MS * 1e6 ? "same" : "other";
}
