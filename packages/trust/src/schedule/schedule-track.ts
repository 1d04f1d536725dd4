/**
 * When a device's clock said that it would send, against when its frames came: judged on the whole schedule (offset
 * and learnt rate), not on single intervals, so that a ramp of delays below any one interval's bound shows. The
 * device's clock is read off its frames: a tick in the payload, a secret schedule, or the counter of a device that
 * sends every so often.
 */
export interface ScheduleTrack {
  readonly kind: "periodic" | "hopping" | "tick";
  /** Newest reading of the device's clock: seconds of its own, or frames where the period is learnt. */
  readonly unit: number;
  /** Where that was on our clock, s since the epoch, and its rate: our seconds a unit. */
  readonly atS: number;
  readonly rate: number;
  /** Covariance of place and rate. */
  readonly placeS2: number;
  readonly crossS2: number;
  readonly rateS2: number;
  /** Scatter of a frame around its schedule, s². */
  readonly scatterS2: number;
  readonly frames: number;
}

/** A clock's rate: crystals of microcontrollers keep 40 ppm (paper §3.2) and wander by a few with temperature. */
const CLOCK_RATE = 60e-6;
/** Wander of the rate: 3 ppm within an hour. */
const RATE_WALK_PER_ROOT_S = 3e-6 / 60;
/** Radios start within about this of when they are told. */
const FIRST_SCATTER_S = 0.02;
const MIN_SCATTER_S = 0.001;
/** A period that is not known yet: anything within 1 %. */
const PERIOD_RATE = 0.01;
const MEMORY = 100;
/** A schedule is believed when frames scatter by less than this share of its period, … */
const MAX_SCATTER_SHARE = 0.05;
/** … after so many. */
const SCHEDULE_FRAMES = 8;

export interface ScheduleCheck {
  /** How much later than scheduled, s; negative: earlier. */
  readonly lateS: number;
  readonly sdS: number;
}

/** A schedule that begins with this frame. `periodS` is needed where units are frames. */
export function beginSchedule(
  kind: ScheduleTrack["kind"],
  unit: number,
  atS: number,
  periodS = 1,
): ScheduleTrack {
  const scatterS = kind === "periodic" ? Math.hypot(0.5, 0.002 * periodS) : FIRST_SCATTER_S;
  const rateSd = kind === "periodic" ? PERIOD_RATE * periodS : CLOCK_RATE;
  return {
    kind,
    unit,
    atS,
    rate: kind === "periodic" ? periodS : 1,
    placeS2: Math.fround(scatterS ** 2),
    crossS2: 0,
    rateS2: Math.fround(rateSd ** 2),
    scatterS2: Math.fround(scatterS ** 2),
    frames: 1,
  };
}

/** Compares a frame with the schedule. @param timingSdS of its time of arrival */
export function checkSchedule(
  track: ScheduleTrack,
  unit: number,
  atS: number,
  timingSdS: number,
): ScheduleCheck {
  const units = unit - track.unit;
  const moved = carried(track, units);
  return {
    lateS: atS - (track.atS + units * track.rate),
    sdS: Math.sqrt(moved.placeS2 + track.scatterS2 + timingSdS ** 2),
  };
}

/** Is the schedule strict enough, and known long enough, to judge by? */
export function isStrict(track: ScheduleTrack): boolean {
  if (track.frames < SCHEDULE_FRAMES) return false;
  return track.kind !== "periodic" || Math.sqrt(track.scatterS2) < MAX_SCATTER_SHARE * track.rate;
}

function carried(
  { placeS2, crossS2, rateS2, rate }: ScheduleTrack,
  units: number,
): Pick<ScheduleTrack, "placeS2" | "crossS2" | "rateS2"> {
  const seconds = Math.abs(units) * rate;
  // Where a unit is a frame, a clock's wander counts a frame's seconds.
  const wander = RATE_WALK_PER_ROOT_S ** 2 * seconds * rate * rate;
  return {
    placeS2: placeS2 + 2 * units * crossS2 + units * units * rateS2 + (wander * units * units) / 3,
    crossS2: crossS2 + units * rateS2 + (wander * Math.abs(units)) / 2,
    rateS2: rateS2 + wander,
  };
}

/** The schedule after a frame that is taken as genuine. */
export function learnSchedule(
  track: ScheduleTrack,
  unit: number,
  atS: number,
  timingSdS: number,
): ScheduleTrack {
  const units = unit - track.unit;
  if (units <= 0) return track;
  const { lateS } = checkSchedule(track, unit, atS, timingSdS);
  const moved = carried(track, units);
  const noise = track.scatterS2 + timingSdS ** 2;
  const t2 = (lateS * lateS) / (moved.placeS2 + noise);
  // A frame far out moves the schedule little: a device that was restarted begins a new one.
  const total = moved.placeS2 + noise * Math.max(1, t2 / 9);
  const gain = moved.placeS2 / total;
  const rateGain = moved.crossS2 / total;
  const frames = Math.min(track.frames + 1, MEMORY);
  const step =
    frames < 3 ? 0 : ((Math.min(t2, 9) - 1) * noise) / (moved.placeS2 + noise) / (frames / 2 + 4);
  return {
    kind: track.kind,
    unit,
    atS: track.atS + units * track.rate + gain * lateS,
    rate: track.rate + rateGain * lateS,
    placeS2: Math.fround(moved.placeS2 * (1 - gain)),
    crossS2: Math.fround(moved.crossS2 * (1 - gain)),
    rateS2: Math.fround(moved.rateS2 - rateGain * moved.crossS2),
    scatterS2: Math.fround(Math.max(MIN_SCATTER_S ** 2, track.scatterS2 * Math.max(0.5, 1 + step))),
    frames,
  };
}
