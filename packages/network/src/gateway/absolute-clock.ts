import { type Instant, gpsToInstant } from "@lorats/base";
import type { GatewayTimes } from "@lorats/backhaul";

/** One reception's times, as far as they bear on the gateway's absolute clock. */
export interface AbsoluteReading {
  readonly times: GatewayTimes;
  /** The counter, unwrapped, ns; absent when it started anew with this reading. */
  readonly counterNs: bigint | undefined;
  /** How much longer than the fastest frames this one was under way, as the counter tells. */
  readonly delayMs: number;
  readonly arrivedAt: Instant;
  readonly arrivedSdNs: number;
}

/** What was noticed about a clock. */
export type ClockFinding =
  | { readonly kind: "step"; readonly byNs: number }
  | { readonly kind: "implausible"; readonly aheadNs: number }
  | { readonly kind: "unlocked" }
  | { readonly kind: "settled" }
  | { readonly kind: "locked" };

export interface ClockOpinion {
  /** Standard deviation of the gateway's absolute time; absent when it gave none. */
  readonly sdNs?: number;
  readonly findings: readonly ClockFinding[];
}

/** What a crystal may drift against GPS, both sides together. */
const MAX_DRIFT_PPM = 100;
/** Beyond drift and resolution. */
const TOLERANCE_NS = 1_000_000;
/** A time may be so much ahead of its arrival, beyond what the server's own clock may be off. */
const MAX_AHEAD_NS = 1e9;
/** … and so much behind it, when the counter says that the frame was not delayed. */
const MAX_BEHIND_NS = 60e9;
const DELAYED_MS = 2000;
/** Readings in a row that agree again before a clock is believed again. */
const SETTLED_AFTER = 8;
/** Readings in a row without a time before a clock that had one counts as unlocked. */
const UNLOCKED_AFTER = 5;
const UTC_RESOLUTION_NS = 1000;
const GPS_RESOLUTION_NS = 1_000_000;

/**
 * A gateway's GPS or UTC time against its own counter and against the server's clock. What jumps or cannot be is not
 * thrown away: its uncertainty grows by as much as it is off, until the clock has agreed with itself for a while.
 */
export class AbsoluteClock {
  #last: { readonly offsetNs: bigint; readonly counterNs: bigint } | undefined;
  #doubtNs = 0;
  #agreeing = 0;
  #missing = 0;
  #hadTime = false;

  observe(reading: AbsoluteReading): ClockOpinion {
    const { gpsNs, gpsResolutionNs, utc } = reading.times;
    const at = gpsNs === undefined ? utc : gpsToInstant(gpsNs);
    if (at === undefined) return { findings: this.#withoutTime() };
    const resolutionNs =
      gpsNs === undefined ? UTC_RESOLUTION_NS : (gpsResolutionNs ?? GPS_RESOLUTION_NS);
    const findings: ClockFinding[] = [];
    if (this.#hadTime && this.#missing >= UNLOCKED_AFTER) findings.push({ kind: "locked" });
    this.#hadTime = true;
    this.#missing = 0;
    const byNs = this.#jump(at, reading.counterNs, resolutionNs);
    const aheadNs = implausiblyAhead(at, reading);
    if (byNs !== 0) findings.push({ kind: "step", byNs });
    if (aheadNs !== 0 && this.#doubtNs < Math.abs(aheadNs) / 2) {
      findings.push({ kind: "implausible", aheadNs });
    }
    this.#weigh(Math.max(Math.abs(byNs), Math.abs(aheadNs)), findings);
    return { sdNs: Math.hypot(resolutionNs / Math.sqrt(12), this.#doubtNs), findings };
  }

  #withoutTime(): ClockFinding[] {
    this.#missing++;
    return this.#hadTime && this.#missing === UNLOCKED_AFTER ? [{ kind: "unlocked" }] : [];
  }

  #weigh(offNs: number, findings: ClockFinding[]): void {
    if (offNs > 0) {
      this.#doubtNs = Math.max(this.#doubtNs, offNs);
      this.#agreeing = 0;
      return;
    }
    if (this.#doubtNs === 0) return;
    this.#agreeing++;
    if (this.#agreeing < SETTLED_AFTER) return;
    this.#doubtNs = 0;
    findings.push({ kind: "settled" });
  }

  /** By how much the time moved against the counter since the last reading, beyond drift; 0 when it did not. */
  #jump(at: Instant, counterNs: bigint | undefined, resolutionNs: number): number {
    const last = this.#last;
    this.#last = counterNs === undefined ? undefined : { offsetNs: at - counterNs, counterNs };
    if (counterNs === undefined || !last) return 0;
    const moved = Number(at - counterNs - last.offsetNs);
    const elapsed = Math.abs(Number(counterNs - last.counterNs));
    const allowed = TOLERANCE_NS + 2 * resolutionNs + (elapsed * MAX_DRIFT_PPM) / 1e6;
    return Math.abs(moved) > allowed ? moved : 0;
  }
}

/** How far a time is from what it can be, seen from the server; 0 when it can be right. */
function implausiblyAhead(
  at: Instant,
  { arrivedAt, arrivedSdNs, delayMs }: AbsoluteReading,
): number {
  const ahead = Number(at - arrivedAt);
  const slack = 3 * arrivedSdNs;
  if (ahead > MAX_AHEAD_NS + slack) return ahead;
  const explained = delayMs > DELAYED_MS ? delayMs * 1e6 * 1.1 : 0;
  return -ahead > MAX_BEHIND_NS + slack + explained ? ahead : 0;
}
