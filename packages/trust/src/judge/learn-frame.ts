import type { DeviceTrust } from "../state/device-trust.ts";
import { learnArrivals } from "../path/arrival-habit.ts";
import { learnPath } from "../path/path-habit.ts";
import { isSentAnew, spreadingOf } from "../path/radio-change.ts";
import {
  type BiasTrack,
  beginTrack,
  isStepped,
  learnFrame,
  noteOutlier,
  reEnrol,
} from "../track/bias-track.ts";
import type { followTemperature } from "../track/body-temperature.ts";
import { type ReceiverOffset, frameBias } from "../track/frame-bias.ts";
import { afterFigure } from "../track/habit.ts";
import { type BiasResult, teachable } from "./bias-test.ts";
import { type ClockReading, learnClock } from "./device-clock.ts";
import type { Frame } from "./frame.ts";
import { bestSdr, clockFigure, driftFigure } from "./sdr-tests.ts";

const INTERVAL_MEMORY = 20;
/** However many frames were held back, one that was not halves what they say. */
const HELD_BACK_KEPT = 0.5;
const MOST_HELD_BACK = 60;

/** What judging a frame made of it. */
export interface Learnt {
  readonly taken: boolean;
  readonly supervised: boolean;
  readonly learning: boolean;
  readonly receiver: ReceiverOffset;
  readonly temperature: ReturnType<typeof followTemperature>;
  readonly bias: BiasResult | undefined;
  readonly clock: ClockReading | undefined;
  readonly original: boolean;
  /** ln of the Bayes factor that it was held back, by its orphan. */
  readonly heldBack: number | undefined;
  /** When it was sent, as an orphan says; otherwise when it was delivered, s. */
  readonly sentS: number;
}

/** The device after a frame that came in order. */
export function learnAll(state: DeviceTrust, frame: Frame, how: Learnt): DeviceTrust {
  const { uplink } = frame;
  const { sentS } = how;
  const track = learnTrack(state.track, frame, how);
  const last = {
    deduplicationId: uplink.deduplicationId,
    fCnt: uplink.fCnt,
    sentS,
    // The paper's test compares with the newest frame that was accepted.
    ppm: how.taken ? (how.bias?.bias.ppm ?? state.last?.ppm) : state.last?.ppm,
  };
  const gapS = state.last ? Math.max(0, sentS - state.last.sentS) : undefined;
  const meanIntervalS =
    gapS === undefined
      ? state.meanIntervalS
      : state.meanIntervalS +
        (Math.min(gapS, 86_400) - state.meanIntervalS) /
          Math.min(state.frames + 1, INTERVAL_MEMORY);
  const heldBack = Math.fround(
    how.heldBack === undefined
      ? state.heldBack * HELD_BACK_KEPT
      : Math.min(MOST_HELD_BACK, state.heldBack + how.heldBack),
  );
  if (!how.taken) return { ...state, track, last, meanIntervalS, heldBack };
  const habits = learnHabits(state, frame);
  return {
    ...state,
    ...habits,
    ...learnClock(state, frame, how.clock),
    track,
    last,
    meanIntervalS,
    heldBack,
    frames: Math.min(state.frames + 1, 0xffff_ffff),
    joined: false,
    ...learnHearers(state, frame),
    arrivals: learnArrivals(state.arrivals, frame.arrivals),
  };
}

function learnTrack(
  track: BiasTrack | undefined,
  frame: Frame,
  how: Learnt,
): BiasTrack | undefined {
  const { receiver, temperature, bias, taken, supervised, learning, original } = how;
  const readings = teachable(track, frame.readings);
  const { atS: nowS } = frame;
  if (!track) return taken ? beginTrack(readings, receiver, nowS, temperature) : undefined;
  if (!bias) {
    // Nobody that the track knows: with a proven gateway the gauge begins anew, once.
    const proven = readings.some(({ authenticated }) => authenticated);
    return taken && proven && !track.authenticated
      ? beginTrack(readings, receiver, nowS, temperature)
      : track;
  }
  if (bias.outside && !supervised) {
    // The device is where it was: its own preamble says so.
    if (original) return track;
    const noted = noteOutlier(track, bias.bias.ppm, bias.comparison);
    // While nobody vouches for the first frames, the place where the newest ones agree is as good.
    return learning && isStepped(noted) ? reEnrol(noted, nowS) : noted;
  }
  if (!taken || readings.length === 0) return track;
  const lesson = frameBias(track, readings, receiver);
  return lesson
    ? learnFrame(track, { readings: frame.readings, receiver, bias: lesson, nowS, temperature })
    : track;
}

function learnHearers(
  { path, pathFrames, pathSf }: DeviceTrust,
  { uplink, receptions }: Frame,
): Pick<DeviceTrust, "path" | "pathFrames" | "pathSf"> {
  const frames = isSentAnew(pathSf, uplink) ? 0 : pathFrames;
  return {
    path: learnPath(path, frames, receptions),
    pathFrames: Math.min(frames + 1, 65_535),
    pathSf: spreadingOf(uplink),
  };
}

function learnHabits(
  state: DeviceTrust,
  { receptions }: Frame,
): Pick<DeviceTrust, "clock" | "drift"> {
  const reception = bestSdr(receptions);
  const clock = reception && clockFigure(reception);
  const drift = reception && driftFigure(reception);
  return {
    clock: clock ? afterFigure(state.clock, clock.ppm, clock.sdPpm) : state.clock,
    drift: drift ? afterFigure(state.drift, drift.hzPerS, drift.sdHzPerS) : state.drift,
  };
}
