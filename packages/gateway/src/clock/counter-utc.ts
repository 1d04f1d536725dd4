import type { GatewayTimes } from "@lorats/backhaul";
import { type Instant, gpsToInstant } from "@lorats/base";
import { type RobustLine, robustLine } from "./robust-line.ts";

/**
 * What a concentrator's UTC turns out to be.
 * - `pps`: it follows the counter to the microsecond, as only pulses of GPS bring about.
 * - `gps`: GPS time in coarse steps.
 * - `ntp`: stamped by the forwarder's computer.
 */
export type UtcQuality = "pps" | "gps" | "ntp";

export interface CounterUtcTime {
  readonly instant: Instant;
  readonly sdNs: number;
  readonly source: UtcQuality;
}

interface Reading {
  readonly us: number;
  readonly utc: Instant;
  /** It said the time of GPS too, and that agrees. */
  readonly isGps: boolean;
}

interface Fit {
  /** Null: the readings do not agree, or are too few. */
  readonly line: RobustLine | null;
  readonly resolutionNs: number;
}

const READINGS_KEPT = 24;
const OLDEST_US = 30 * 60e6;
/** A concentrator's oscillator against UTC: usually within 2 ppm, older boards within 20. */
const SLOPE_SD = 10e-6;
/** Random walk of its rate, per square root of a second. */
const WALK = 3e-9;
/** Finer than the counter's own step nothing is. */
const LEAST_SD_S = 0.5e-6;
/** Until enough readings agree: what one may be off by when it speaks of GPS, and when it does not. */
const UNPROVEN_GPS_NS = 1e6;
const UNPROVEN_NS = 10e6;
/** Stamps of a computer can be steady and wrong: the way from the radio to it is unknown. */
const HOST_SD_NS = 10e6;
const PPS_SCATTER_S = 10e-6;
const UNEXPLAINED = 2;
/** Whether the time is the frame's or that of the counter's last tick, forwarders do not say. */
const TICK_SD_NS = 500;
const STEPS_NS = [1_000_000_000n, 1_000_000n, 1_000n] as const;
/** So many last readings that an older line does not explain are the beginning of a new one. */
const STUBBORN = 4;
const SIGMAS = 6;

/**
 * Follows a concentrator's counter against the UTC that it reports beside it, frame after frame, also of frames that no SDR has seen.
 * How good that UTC is, its scatter tells: forwarders print microseconds, whether GPS pulses or a computer's clock stand behind them.
 * Pure.
 */
export class CounterUtc {
  #readings: Reading[] = [];
  #strangers = 0;
  #fitted: Fit | null = null;
  /** Times that the reported UTC has moved against the counter for good. */
  steps = 0;

  get readings(): number {
    return this.#readings.length;
  }

  /** `counterUs`: the counter, unwrapped, at the moment of which `times` speak. */
  observe(counterUs: number, { utc, gpsNs }: Pick<GatewayTimes, "utc" | "gpsNs">): void {
    const byGps = gpsNs === undefined ? undefined : gpsToInstant(gpsNs);
    const told = utc ?? byGps;
    if (told === undefined) return;
    const isGps = byGps !== undefined && absolute(told - byGps) < 2_000_000n;
    this.#strangers = this.#explains(counterUs, told) ? 0 : this.#strangers + 1;
    this.#keep([...this.#readings, { us: counterUs, utc: told, isGps }]);
    if (this.#strangers < STUBBORN && !this.#isNewlySettled()) return;
    this.#keep(this.#readings.slice(-STUBBORN));
    this.#strangers = 0;
    this.steps++;
  }

  /** UTC at a value of the unwrapped counter; null before the first reading. */
  at(counterUs: number): CounterUtcTime | null {
    const last = this.#readings.at(-1);
    if (!last) return null;
    const { line, resolutionNs } = this.#fit();
    const isGps = this.#readings.every((reading) => reading.isGps);
    if (!line) return unproven(last, counterUs, isGps, resolutionNs);
    const x = (counterUs - last.us) / 1e6;
    const { y, sd } = line.at(x);
    const source = qualityOf(line, resolutionNs, isGps);
    const sdNs = Math.hypot(
      1e9 * sd,
      // The errors of one device's frames may all be alike: they are not taken to average out.
      resolutionNs / Math.sqrt(12),
      TICK_SD_NS,
      1e9 * wander(Math.max(0, x)),
      // What is scattered for no reason that is known, delays above all, need not average out either.
      line.scale > UNEXPLAINED ? 1e9 * line.scatter : 0,
      source === "ntp" ? HOST_SD_NS : 0,
    );
    const ns = BigInt(Math.round(counterUs * 1e3) - Math.round(last.us * 1e3));
    return { instant: last.utc + ns + BigInt(Math.round(y * 1e9)), sdNs, source };
  }

  #keep(readings: readonly Reading[]): void {
    const newest = readings.at(-1)!.us;
    this.#readings = readings
      .filter(({ us }) => Math.abs(newest - us) < OLDEST_US)
      .slice(-READINGS_KEPT);
    this.#fitted = null;
  }

  /** All together agree on nothing, but the newest do. */
  #isNewlySettled(): boolean {
    if (this.#readings.length <= STUBBORN || this.#fit().line) return false;
    return this.#fitTo(this.#readings.slice(-STUBBORN)).line !== null;
  }

  #fit(): Fit {
    this.#fitted ??= this.#fitTo(this.#readings);
    return this.#fitted;
  }

  #fitTo(readings: readonly Reading[]): Fit {
    const last = readings.at(-1)!;
    const step = STEPS_NS.find((ns) => readings.every(({ utc }) => utc % ns === 0n)) ?? 1n;
    const resolutionNs = Number(step);
    const ownS = Math.max(LEAST_SD_S, resolutionNs / 1e9 / Math.sqrt(12));
    const points = readings.map(({ us, utc }) => {
      const x = (us - last.us) / 1e6;
      const y = (Number(utc - last.utc) + resolutionNs / 2) / 1e9 - x;
      return { x, y, sd: Math.hypot(ownS, wander(x)) };
    });
    return { line: robustLine(points, { slopeSd: SLOPE_SD, tolerance: 2 * ownS }), resolutionNs };
  }

  /** Whether a new reading is where the earlier ones have it; true while they have it nowhere. */
  #explains(counterUs: number, utc: Instant): boolean {
    const last = this.#readings.at(-1);
    if (!last) return true;
    const { line, resolutionNs } = this.#fit();
    if (!line) return true;
    const x = (counterUs - last.us) / 1e6;
    const { y, sd } = line.at(x);
    const missS = Number(utc - last.utc) / 1e9 - x - y;
    return Math.abs(missS) < SIGMAS * Math.hypot(sd, resolutionNs / 1e9, line.scatter, wander(x));
  }
}

/** One reading, or several that do not agree. */
function unproven(
  { us, utc }: Reading,
  counterUs: number,
  isGps: boolean,
  resolutionNs: number,
): CounterUtcTime {
  const ns = Math.round((counterUs - us) * 1e3);
  return {
    instant: utc + BigInt(ns) + BigInt(Math.round(resolutionNs / 2)),
    sdNs: Math.hypot(isGps ? UNPROVEN_GPS_NS : UNPROVEN_NS, resolutionNs, SLOPE_SD * ns),
    source: isGps ? "gps" : "ntp",
  };
}

function qualityOf(line: RobustLine, resolutionNs: number, isGps: boolean): UtcQuality {
  if (resolutionNs <= 1_000 && line.scatter < PPS_SCATTER_S) return "pps";
  return isGps ? "gps" : "ntp";
}

/** How far the oscillator may have run away within `s` seconds. */
function wander(s: number): number {
  return (WALK * Math.abs(s) ** 1.5) / Math.sqrt(3);
}

function absolute(ns: bigint): bigint {
  return ns < 0n ? -ns : ns;
}
