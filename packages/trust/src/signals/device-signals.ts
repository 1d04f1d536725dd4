import type { AlarmCode } from "@lorats/events";
import type { Sign } from "../judge/judge-gateway.ts";
import type { DeviceSigns, Trend } from "./device-signs.ts";

/** Signs after an event, and what is to be raised or ended. */
export interface SignsStep {
  readonly signs: DeviceSigns;
  readonly raise: readonly Sign[];
}

const DAY_S = 86_400;
/** Raised at the first figure, ended below the second: hysteresis, so that nothing flickers. */
const REJOINS_A_DAY = [4, 1.5] as const;
const LOSS = [0.4, 0.2] as const;
const BAD_MICS_A_DAY = [10, 3] as const;
const BATTERY = [0.1, 0.15] as const;
const MARGIN_DB = [0, 3] as const;
/** Counters that jump by so many frames at once break the sequence. */
const RUPTURE_FRAMES = 16;
/** What happens at once is over when it has not happened again for so long, s. */
const RUPTURE_OVER_S = 3600;
const NONCE_REUSE_OVER_S = DAY_S;
const COPY_OVER_S = DAY_S;
const VERDICT_OVER_INTERVALS = 8;

type Level = readonly [at: number, endsAt: number];

/** Raises an alarm when a figure passes its level, ends it when it has come well back. */
function hold(
  step: SignsStep,
  code: AlarmCode,
  nowS: number,
  test: {
    readonly raised: boolean;
    readonly ended: boolean;
    readonly message: string;
    readonly severity?: Sign["severity"];
  },
): SignsStep {
  const { signs, raise } = step;
  const isRaised = signs.raised[code] !== undefined;
  if (!isRaised && test.raised) {
    const sign: Sign = {
      code,
      state: "raised",
      severity: test.severity ?? "warning",
      message: test.message,
    };
    return {
      signs: { ...signs, raised: { ...signs.raised, [code]: nowS } },
      raise: [...raise, sign],
    };
  }
  if (isRaised && test.ended) return end(step, code, test.message);
  return step;
}

function end({ signs, raise }: SignsStep, code: AlarmCode, message: string): SignsStep {
  if (signs.raised[code] === undefined) return { signs, raise };
  const { [code]: _, ...raised } = signs.raised;
  const sign: Sign = { code, state: "ended", severity: "info", message };
  return { signs: { ...signs, raised }, raise: [...raise, sign] };
}

/** Something happened that is an alarm by itself: raised once, and held up from the newest time on. */
function strike(
  step: SignsStep,
  code: AlarmCode,
  nowS: number,
  sign: Pick<Sign, "severity" | "message" | "details">,
): SignsStep {
  const { signs, raise } = step;
  const isRaised = signs.raised[code] !== undefined;
  return {
    signs: { ...signs, raised: { ...signs.raised, [code]: nowS } },
    raise: isRaised ? raise : [...raise, { code, state: "raised", ...sign }],
  };
}

/** Ends what {@link strike} raised once it has been quiet for long enough. */
function endQuiet(
  step: SignsStep,
  code: AlarmCode,
  nowS: number,
  over: { readonly afterS: number; readonly message: string },
): SignsStep {
  const newestS = step.signs.raised[code];
  if (newestS === undefined || nowS - newestS <= over.afterS) return step;
  return end(step, code, over.message);
}

function above(figure: number, [at, endsAt]: Level): { raised: boolean; ended: boolean } {
  return { raised: figure >= at, ended: figure < endsAt };
}

function below(figure: number, [at, endsAt]: Level): { raised: boolean; ended: boolean } {
  return { raised: figure <= at, ended: figure > endsAt };
}

function decayed(figure: number, elapsedS: number): number {
  return Math.fround(figure * Math.exp(-Math.max(0, elapsedS) / DAY_S));
}

export function afterJoin(signs: DeviceSigns, nowS: number): SignsStep {
  const joins = Math.fround(decayed(signs.joins, nowS - signs.joinsAtS) + 1);
  const message = `joined ${joins.toFixed(0)} times within a day: it restarts, or it hears no answers`;
  const next = { signs: { ...signs, joins, joinsAtS: nowS }, raise: [] };
  return hold(next, "rejoin-storm", nowS, { ...above(joins, REJOINS_A_DAY), message });
}

/** What a device's own frames end, once it has been quiet. */
const QUIET = [
  ["sequence-rupture", { afterS: RUPTURE_OVER_S, message: "its counter goes on without a gap" }],
  [
    "devnonce-reuse",
    { afterS: NONCE_REUSE_OVER_S, message: "no DevNonce was used again for a day" },
  ],
  [
    "frame-copied",
    { afterS: COPY_OVER_S, message: "no copy of its frames was on the air for a day" },
  ],
] as const;

/** @param gap counters that were left out before this frame */
export function afterUplink(signs: DeviceSigns, gap: number, nowS: number): SignsStep {
  const lost = gap / (gap + 1);
  // One long gap is a rupture, not a bad radio link.
  const loss =
    gap >= RUPTURE_FRAMES ? signs.loss : Math.fround(signs.loss + 0.05 * (lost - signs.loss));
  let step: SignsStep = { signs: { ...signs, loss }, raise: [] };
  step = end(step, "device-silent", "it is heard again");
  step = hold(step, "frames-lost", nowS, {
    ...above(loss, LOSS),
    message: `${(100 * loss).toFixed(0)} % of its frames are lost`,
  });
  if (gap >= RUPTURE_FRAMES) {
    const message = `its counter jumped over ${gap} frames`;
    step = strike(step, "sequence-rupture", nowS, { severity: "warning", message });
  }
  for (const [code, over] of QUIET) step = endQuiet(step, code, nowS, over);
  const joins = decayed(signs.joins, nowS - signs.joinsAtS);
  step = hold(step, "rejoin-storm", nowS, {
    raised: false,
    ended: joins < REJOINS_A_DAY[1],
    message: "it keeps its session",
  });
  const badMics = decayed(signs.badMics, nowS - signs.badMicsAtS);
  return hold(step, "invalid-mics", nowS, {
    raised: false,
    ended: badMics < BAD_MICS_A_DAY[1],
    message: "no more frames with wrong MICs",
  });
}

export function afterBadMic(signs: DeviceSigns, nowS: number): SignsStep {
  const badMics = Math.fround(decayed(signs.badMics, nowS - signs.badMicsAtS) + 1);
  const message = `${badMics.toFixed(0)} frames in its name had a wrong MIC within a day: keys differ, or somebody forges`;
  const next = { signs: { ...signs, badMics, badMicsAtS: nowS }, raise: [] };
  return hold(next, "invalid-mics", nowS, { ...above(badMics, BAD_MICS_A_DAY), message });
}

export function afterNonceReuse(signs: DeviceSigns, nowS: number): SignsStep {
  const message =
    "a join-request used a DevNonce again: the device forgets its nonces, or somebody replays joins";
  return strike({ signs, raise: [] }, "devnonce-reuse", nowS, { severity: "warning", message });
}

/** A frame was on the air again, later than any repetition. @param message how late, and of which frame */
export function afterCopy(
  signs: DeviceSigns,
  nowS: number,
  sign: Pick<Sign, "message" | "details">,
): SignsStep {
  return strike({ signs, raise: [] }, "frame-copied", nowS, { severity: "warning", ...sign });
}

/** @param battery 0: external power; 1 … 254; 255: it cannot tell */
export function afterStatus(
  signs: DeviceSigns,
  battery: number,
  marginDb: number,
  nowS: number,
): SignsStep {
  let step: SignsStep = { signs, raise: [] };
  if (battery > 0 && battery < 255) {
    const trend = follow(signs.battery, battery / 254);
    step = { ...step, signs: { ...step.signs, battery: trend } };
    const message = `battery at ${(100 * trend.now).toFixed(0)} %`;
    step = hold(step, "battery-low", nowS, { ...below(trend.now, BATTERY), message });
  }
  const margin = follow(signs.margin, marginDb);
  step = { ...step, signs: { ...step.signs, margin } };
  const fell = margin.long - margin.now;
  const message = `downlink margin ${margin.now.toFixed(0)} dB, ${fell.toFixed(0)} dB below its mean`;
  const low = below(margin.now, MARGIN_DB);
  return hold(step, "margin-low", nowS, {
    raised: low.raised || fell > 9,
    ended: low.ended && fell < 4,
    message,
  });
}

function follow(trend: Trend | undefined, figure: number): Trend {
  if (!trend) return { now: Math.fround(figure), long: Math.fround(figure) };
  return {
    now: Math.fround(trend.now + 0.5 * (figure - trend.now)),
    long: Math.fround(trend.long + 0.02 * (figure - trend.long)),
  };
}

export function afterSilence(signs: DeviceSigns, silentS: number, nowS: number): SignsStep {
  const message = `nothing was heard for ${(silentS / 3600).toFixed(1)} h`;
  return hold({ signs, raise: [] }, "device-silent", nowS, { raised: true, ended: false, message });
}

/** Frames that have to be known before silence means anything. */
const FRAMES_BEFORE_SILENCE = 6;

/** When a device's silence begins to be strange, s since the epoch. */
export function silentFromS(
  lastS: number,
  meanIntervalS: number,
  frames: number,
): number | undefined {
  if (frames < FRAMES_BEFORE_SILENCE) return undefined;
  return lastS + Math.max(4 * meanIntervalS, meanIntervalS + 600);
}

/** After a verdict: an alarm that holds while such frames keep coming. */
export function afterVerdict(
  signs: DeviceSigns,
  verdict: "genuine" | "suspect" | "replayed" | "unverified",
  how: {
    readonly nowS: number;
    readonly intervalS: number;
    readonly explanation: string;
    readonly alarm: boolean;
  },
): SignsStep {
  const { nowS, intervalS, explanation, alarm } = how;
  const over = { afterS: VERDICT_OVER_INTERVALS * intervalS, message: "no such frames any more" };
  let step: SignsStep = { signs, raise: [] };
  for (const code of ["replayed", "suspect"] as const) {
    const severity = code === "replayed" ? "critical" : "warning";
    step =
      verdict === code && alarm
        ? strike(step, `frames-${code}`, nowS, { severity, message: explanation })
        : endQuiet(step, `frames-${code}`, nowS, over);
  }
  return step;
}
