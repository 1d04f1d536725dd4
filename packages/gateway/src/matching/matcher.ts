import { dataSymbolCount, ldroIsCustomary } from "@lorats/phy/formats";
import type { Sighting } from "../receiver/sighting.ts";
import type { ConcentratorFrame } from "./concentrator-frame.ts";

/** A sighting with what the clocks say of its end. */
export interface TimedSighting {
  readonly sighting: Sighting;
  /** Monotonic time of the frame's end, with one standard deviation; null where the clock does not run yet. */
  readonly endNs: { readonly ns: bigint; readonly sdNs: number } | null;
  /** The concentrator's counter at the frame's end, where it is known by earlier matches. */
  readonly endCounter: { readonly us: number; readonly sdUs: number } | null;
  readonly offeredNs: bigint;
}

export interface MatcherOptions {
  /** How long a sighting waits for the concentrator's report. */
  readonly sightingWaitNs: bigint;
}

/**
 * What the matcher decides.
 * - `matched`: one frame, both ways. `certain`: by equal bytes or by the counter, good enough to set clocks by.
 * - `frame-alone`: the time to wait is over; a match may still follow (`late`), for the clocks and for the statistics.
 * - `sighting-alone`: the concentrator did not report it.
 */
export type Decision =
  | {
      readonly kind: "matched";
      readonly frame: ConcentratorFrame;
      readonly sighting: TimedSighting;
      readonly certain: boolean;
      readonly late: boolean;
    }
  | { readonly kind: "frame-alone"; readonly frame: ConcentratorFrame; readonly ambiguous: boolean }
  | { readonly kind: "sighting-alone"; readonly sighting: TimedSighting };

interface Waiting {
  readonly frame: ConcentratorFrame;
  /** Its forwarding could wait no longer. */
  gone: boolean;
}

/** Reports come after the frame's end, by the forwarder's polling and the computer's delays. */
const REPORT_DELAY_NS = 400e6;
const SIGMAS = 4;
/** Concentrators and SDRs disagree about a frame's end by less than this, whatever they claim. */
const COUNTER_SLACK_US = 50;
const SECOND_BEST = 4;
const ORPHAN_TAIL_NS = 3_000_000_000n;

/**
 * Brings together what the SDR and the concentrator saw: by channel, spreading factor, length, bytes and time. Pure: time
 * comes in as an argument, decisions come out.
 *
 * Equal bytes match at once. Where the SDR could not decode, the counter must agree; before it is known, the only
 * candidate in the window is taken when waiting is over, and several are none.
 */
export class Matcher {
  readonly #options: MatcherOptions;
  #frames: Waiting[] = [];
  #sightings: TimedSighting[] = [];

  constructor(options: MatcherOptions) {
    this.#options = options;
  }

  offerFrame(frame: ConcentratorFrame, nowNs: bigint): Decision[] {
    this.#frames.push({ frame, gone: false });
    return [...this.#pair(false), ...this.advance(nowNs)];
  }

  offerSighting(sighting: TimedSighting, nowNs: bigint): Decision[] {
    this.#sightings.push(sighting);
    return [...this.#pair(false), ...this.advance(nowNs)];
  }

  /** When `advance` has to be called next; null when nothing waits. */
  get nextDueNs(): bigint | null {
    const due = [
      ...this.#frames.filter(({ gone }) => !gone).map(({ frame }) => dueNs(frame)),
      ...this.#sightings.map((sighting) => this.#sightingDue(sighting)),
    ];
    return due.length === 0 ? null : due.reduce((a, b) => (a < b ? a : b));
  }

  /** Lets time pass: whoever has waited long enough is decided upon. */
  advance(nowNs: bigint): Decision[] {
    const decisions: Decision[] = [];
    const isDue = ({ frame, gone }: Waiting): boolean => !gone && dueNs(frame) <= nowNs;
    if (this.#frames.some(isDue)) decisions.push(...this.#pair(true, nowNs));
    for (const waiting of this.#frames.filter(isDue)) {
      waiting.gone = true;
      const ambiguous = this.#candidates(waiting.frame).length > 0;
      decisions.push({ kind: "frame-alone", frame: waiting.frame, ambiguous });
    }
    const keep = this.#options.sightingWaitNs;
    this.#frames = this.#frames.filter(({ frame }) => frame.arrivedNs + keep > nowNs);
    const over = this.#sightings.filter((sighting) => this.#sightingDue(sighting) <= nowNs);
    this.#sightings = this.#sightings.filter((sighting) => !over.includes(sighting));
    for (const sighting of over) decisions.push({ kind: "sighting-alone", sighting });
    return decisions;
  }

  /** Decides on everything at once, for the end of a run. */
  drain(): Decision[] {
    const decisions = this.#pair(true);
    for (const { frame, gone } of this.#frames) {
      if (!gone) decisions.push({ kind: "frame-alone", frame, ambiguous: false });
    }
    for (const sighting of this.#sightings) decisions.push({ kind: "sighting-alone", sighting });
    this.#frames = [];
    this.#sightings = [];
    return decisions;
  }

  /** The frame behind an orphan may last on for seconds before the concentrator reports it. */
  #sightingDue({ offeredNs, sighting }: TimedSighting): bigint {
    const tailNs = sighting.kind === "orphan" && sighting.sf >= 10 ? ORPHAN_TAIL_NS : 0n;
    return offeredNs + this.#options.sightingWaitNs + tailNs;
  }

  #pair(atLast: boolean, nowNs?: bigint): Decision[] {
    const decisions: Decision[] = [];
    for (const waiting of this.#frames) {
      const { frame, gone } = waiting;
      const isLast = atLast && (nowNs === undefined || dueNs(frame) <= nowNs);
      const found = this.#choose(frame, isLast && !gone);
      if (!found) continue;
      this.#frames = this.#frames.filter((other) => other !== waiting);
      this.#sightings = this.#sightings.filter((other) => other !== found.sighting);
      decisions.push({ kind: "matched", frame, late: gone, ...found });
    }
    return decisions;
  }

  #choose(
    frame: ConcentratorFrame,
    isLast: boolean,
  ): { readonly sighting: TimedSighting; readonly certain: boolean } | null {
    const candidates = this.#candidates(frame);
    const equal = candidates.find(({ sighting }) => sameBytes(sighting, frame));
    if (equal) return { sighting: equal, certain: true };
    const byCounter = candidates
      .map((candidate) => ({ candidate, missUs: counterMissUs(frame, candidate) }))
      .filter(({ missUs }) => missUs !== null)
      .sort((a, b) => a.missUs! - b.missUs!);
    const [best, second] = byCounter;
    if (best && (!second || second.missUs! > SECOND_BEST * best.missUs! + COUNTER_SLACK_US)) {
      return { sighting: best.candidate, certain: true };
    }
    return isLast && !best && candidates.length === 1
      ? { sighting: candidates[0]!, certain: false }
      : null;
  }

  #candidates(frame: ConcentratorFrame): TimedSighting[] {
    return this.#sightings.filter(
      (timed) => isAlike(timed.sighting, frame) && isNear(timed, frame),
    );
  }
}

function dueNs({ arrivedNs, waitNs }: ConcentratorFrame): bigint {
  return arrivedNs + waitNs;
}

function isAlike(sighting: Sighting, { rxpk }: ConcentratorFrame): boolean {
  const { modulation, freqHz, phyPayload } = rxpk;
  if (modulation.kind !== "lora" || sighting.invertIq) return false;
  if (modulation.sf !== sighting.sf || modulation.bwHz !== sighting.bwHz) return false;
  if (Math.abs(freqHz - sighting.freqHz) > modulation.bwHz / 4) return false;
  if (sighting.kind === "frame" && rxpk.crc !== "bad") return sameBytes(sighting, { rxpk });
  return sighting.length === null || sighting.length === phyPayload.length;
}

function sameBytes(sighting: Sighting, { rxpk }: Pick<ConcentratorFrame, "rxpk">): boolean {
  const { payload } = sighting;
  const other = rxpk.phyPayload;
  return (
    payload !== null &&
    payload.length === other.length &&
    payload.every((byte, i) => byte === other[i])
  );
}

function isNear(timed: TimedSighting, frame: ConcentratorFrame): boolean {
  if (timed.endCounter && frame.counterUs !== undefined) {
    // A counter that has just been restarted contradicts its own past; equal bytes then decide.
    if (counterMissUs(frame, timed) === null && !sameBytes(timed.sighting, frame)) return false;
  }
  if (!timed.endNs) return true;
  const lateNs = Number(frame.arrivedNs - timed.endNs.ns);
  const spread = SIGMAS * timed.endNs.sdNs;
  // An orphan's end is that of its preamble: the frame may have lasted for seconds more.
  const tail = timed.sighting.kind === "orphan" ? Number(ORPHAN_TAIL_NS) : 0;
  return lateNs > -spread && lateNs < REPORT_DELAY_NS + spread + tail;
}

/** How far the counters disagree about the frame's end; null: too far, or not known. */
function counterMissUs(frame: ConcentratorFrame, timed: TimedSighting): number | null {
  const { endCounter } = timed;
  if (!endCounter || frame.counterUs === undefined) return null;
  const missUs = Math.abs(frame.counterUs - endCounter.us - remainingUs(timed, frame));
  return missUs < SIGMAS * endCounter.sdUs + COUNTER_SLACK_US ? missUs : null;
}

/** What an orphan's end lacks to the end of the frame: header and payload, whose length the concentrator knows. */
export function remainingUs(
  { sighting }: Pick<TimedSighting, "sighting">,
  { rxpk }: ConcentratorFrame,
): number {
  const { modulation } = rxpk;
  if (sighting.kind !== "orphan" || modulation.kind !== "lora") return 0;
  const { sf, bwHz, cr } = modulation;
  const shape = { sf, cr, ldro: ldroIsCustomary(sf, bwHz), crc: rxpk.crc !== "none" };
  const symbols = dataSymbolCount({ ...shape, explicitHeader: true }, rxpk.phyPayload.length);
  return ((symbols * 2 ** sf) / bwHz) * 1e6;
}
