/**
 * Causality tests that need no change of the device: after some uplinks the network asks for the device's status. An
 * answer in the very next frame proves that the device was listening when the request was sent, so that the uplink
 * was delivered when it was sent, but for the receive windows' slack.
 */
export interface ProbeTrack {
  readonly sent: number;
  readonly answeredNext: number;
  readonly unanswered: number;
  /** The newest ones in a row that were not answered in the next frame. */
  readonly run: number;
  /** A request under way. */
  readonly pending?: PendingProbe | undefined;
  /** Requests of the current day, for the budget. */
  readonly day: number;
  readonly today: number;
  readonly lastBoundS?: number | undefined;
}

export interface PendingProbe {
  readonly deduplicationId: string;
  readonly fCnt: number;
  readonly boundS: number;
}

export const NO_PROBES: ProbeTrack = {
  sent: 0,
  answeredNext: 0,
  unanswered: 0,
  run: 0,
  day: 0,
  today: 0,
};

export interface ProbePolicy {
  /** Of uplinks that are probed. */
  readonly share: number;
  readonly perDay: number;
}

/**
 * Should this uplink be probed? Which ones cannot be told beforehand: the frame's random id decides, under the budget
 * of the day. While the track has stepped every frame is, since only a probe or a person can clear it.
 */
export function wantsProbe(
  track: ProbeTrack,
  { share, perDay }: ProbePolicy,
  frame: { readonly deduplicationId: string; readonly nowS: number; readonly urgent: boolean },
): boolean {
  const day = Math.floor(frame.nowS / 86_400);
  const today = track.day === day ? track.today : 0;
  if (today >= perDay || share === 0) return false;
  return frame.urgent || drawOf(frame.deduplicationId) < share;
}

/** The last 32 bits of a UUIDv7 are random: a draw in [0, 1). */
function drawOf(deduplicationId: string): number {
  return Number.parseInt(deduplicationId.slice(-8), 16) / 2 ** 32;
}

/**
 * How long the uplink can have been held back at most if this request is answered, s. Sent in RX2 only, nothing but
 * the window's own length is left; otherwise the second between the windows, too.
 */
export function delayBoundS(window: "rx1" | "rx2", symbolS: number): number {
  // A device opens its window early by its clock's error and listens for a preamble of eight symbols.
  const slackS = 0.01 + 8 * symbolS;
  return Math.fround(window === "rx2" ? slackS : 1 + slackS);
}

/** A request went out after a frame. */
export function probeSent(track: ProbeTrack, pending: PendingProbe, nowS: number): ProbeTrack {
  const day = Math.floor(nowS / 86_400);
  return {
    ...track,
    sent: track.sent + 1,
    unanswered: track.unanswered + (track.pending ? 1 : 0),
    run: Math.min(255, track.run + (track.pending ? 1 : 0)),
    pending,
    day,
    today: (track.day === day ? track.today : 0) + 1,
  };
}

export type ProbeOutcome = "answered-next" | "answered-late" | "unanswered" | undefined;

/** The device sent a frame. @param answers it carries a DevStatusAns */
export function probeAnswered(
  track: ProbeTrack,
  fCnt: number,
  answers: boolean,
): { readonly track: ProbeTrack; readonly outcome: ProbeOutcome; readonly of?: PendingProbe } {
  const { pending, ...rest } = track;
  if (!pending || fCnt <= pending.fCnt) return { track, outcome: undefined };
  if (answers && fCnt === pending.fCnt + 1) {
    const next = {
      ...rest,
      answeredNext: track.answeredNext + 1,
      run: 0,
      lastBoundS: pending.boundS,
    };
    return { track: next, outcome: "answered-next", of: pending };
  }
  const next = { ...rest, unanswered: track.unanswered + 1, run: Math.min(255, track.run + 1) };
  // An answer after the next frame: the request was heard in a later frame's window, as a held-back uplink's would be.
  const outcome = answers ? "answered-late" : "unanswered";
  return { track: next, outcome, of: pending };
}

/** Requests that get lost on the way down when nothing is known of a device: one in five, as fifteen were. */
const LOST_BEFORE = 3;
const ANSWERED_BEFORE = 12;
/** No way down is better than that for ever: a gateway is busy, another one is rebooted. */
const LEAST_LOST = 0.1;
/** An attacker that holds everything back still lets one in fifty through by chance. */
const BY_CHANCE = 0.02;

/**
 * ln of the Bayes factor of the newest unanswered probes in a row, everything held back against nothing. How many
 * answers get lost without an attacker is not known but learnt, from the probes before the run and then from the run
 * itself: the probability of the whole run is that of drawing from Pólya's urn, not a power of one estimate.
 */
export function logBayesOfProbes({ answeredNext, unanswered, run }: ProbeTrack): number {
  const lostBefore = unanswered - run + LOST_BEFORE;
  const asked = answeredNext + ANSWERED_BEFORE + lostBefore;
  let log = 0;
  for (let i = 0; i < run; i++) {
    log += Math.log((1 - BY_CHANCE) / Math.max(LEAST_LOST, (lostBefore + i) / (asked + i)));
  }
  return log;
}
