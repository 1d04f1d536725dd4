/**
 * What a track cannot see because it follows: many small steps of one sign (a sum), and a place far from where the
 * device was for weeks (an anchor).
 */
export interface SlowChecks {
  /** Page's sums of deviations beyond half a σ, upwards and downwards, σ. */
  readonly up: number;
  readonly down: number;
  readonly anchorPpm: number;
  /** The place of the last day; and how far frames are from that by nature, over some ten days, ppm². */
  readonly dayPpm: number;
  readonly spreadPpm2: number;
  /** Frames since it began. */
  readonly frames: number;
  /** Whole seconds. */
  readonly sinceS: number;
}

/**
 * Half of the shift that is looked for, 1 σ, and something for neighbouring deviations, which a filter that is a little too
 * slow or too quick leaves alike by up to 0.2.
 */
const ALLOWANCE = 0.7;
/**
 * With both a calm device alarms once in more than 10⁶ frames, deviations that are alike by 0.2 included.
 * @see Siegmund, Sequential Analysis (1985), eq. 2.56
 */
export const CUSUM_ALARM = 12;
/** Frames before the sum begins: until then σ itself is being learnt. */
const CUSUM_FRAMES = 60;
const CUSUM_CAP = 16;
/** A single frame counts for so many σ: the one-frame test is there for more. */
const FRAME_CAP = 4;
const DAY_S = 86_400;
/** A spread of some days' weather, around the place of the day: a ramp widens it by what the day lags behind, and no more; what lies further out than three of it counts as three. */
const SPREAD_S = 10 * DAY_S;
const SPREAD_CAP = 3;
const ANCHOR_FRAMES = 200;
const ANCHOR_AGE_S = 2 * DAY_S;
/** A spread that few days have shown may be larger in truth: by this over their number. */
const YOUNG_DAYS = 3;
/**
 * The anchor follows the place of the day by a quarter of the natural spread in a day, and by what crystals age: so
 * seasons pass, and a ramp of any speed is left behind within some ten days.
 */
const FOLLOW_SHARE = 0.25;
const AGEING_PPM_PER_DAY = 0.01;
/** Ageing and moves within a building, ppm. */
const FLOOR_PPM = 0.05;
/** σ: with a spread that is known, a place so far out happens by weather once in a hundred years of a device. */
export const ANCHOR_ALARM = 4.5;

export function newSlowChecks(ppm: number, nowS: number): SlowChecks {
  const place = Math.fround(ppm);
  return {
    up: 0,
    down: 0,
    anchorPpm: place,
    dayPpm: place,
    spreadPpm2: Math.fround(FLOOR_PPM ** 2),
    frames: 0,
    sinceS: Math.floor(nowS),
  };
}

/** After a frame that the track learnt from, in the precision that is stored; `t` is its deviation in σ. */
export function afterFrame(
  checks: SlowChecks,
  t: number,
  ppm: number,
  elapsedS: number,
): SlowChecks {
  const counts = checks.frames >= CUSUM_FRAMES;
  const step = counts ? Math.max(-FRAME_CAP, Math.min(FRAME_CAP, t)) : 0;
  const share = Math.max(1 - Math.exp(-elapsedS / DAY_S), 1 / (checks.frames + 1));
  const away = ppm - checks.dayPpm;
  const dayPpm = Math.fround(checks.dayPpm + share * away);
  const anchorPpm = Math.fround(followed(checks, dayPpm, elapsedS));
  return {
    up: Math.fround(Math.min(CUSUM_CAP, Math.max(0, checks.up + step - ALLOWANCE))),
    down: Math.fround(Math.min(CUSUM_CAP, Math.max(0, checks.down - step - ALLOWANCE))),
    anchorPpm,
    dayPpm,
    spreadPpm2: spreadAfter(checks, ppm - dayPpm, elapsedS),
    frames: checks.frames + 1,
    sinceS: checks.sinceS,
  };
}

function spreadAfter(
  { spreadPpm2, frames }: SlowChecks,
  awayPpm: number,
  elapsedS: number,
): number {
  const share = Math.max(-Math.expm1(-elapsedS / SPREAD_S), 1 / (frames + 1));
  const most = frames < ANCHOR_FRAMES ? Number.POSITIVE_INFINITY : SPREAD_CAP ** 2 * spreadPpm2;
  return Math.fround(spreadPpm2 + share * (Math.min(awayPpm * awayPpm, most) - spreadPpm2));
}

/** The first days place the anchor; then it follows slowly. */
function followed(
  { anchorPpm, spreadPpm2, frames }: SlowChecks,
  dayPpm: number,
  elapsedS: number,
): number {
  if (frames < ANCHOR_FRAMES) return dayPpm;
  const speed = FOLLOW_SHARE * Math.sqrt(spreadPpm2) + AGEING_PPM_PER_DAY;
  const most = (speed * Math.min(elapsedS, DAY_S)) / DAY_S;
  return anchorPpm + Math.max(-most, Math.min(most, dayPpm - anchorPpm));
}

/** Do small deviations of one sign sum up to an alarm? */
export function creeps({ up, down }: SlowChecks): boolean {
  return Math.max(up, down) >= CUSUM_ALARM;
}

/** How far the device is from its anchor by nature, ppm; undefined while the anchor is young. */
export function anchorSdPpm(
  { frames, sinceS, spreadPpm2 }: SlowChecks,
  nowS: number,
): number | undefined {
  if (frames < ANCHOR_FRAMES || nowS - sinceS < ANCHOR_AGE_S) return undefined;
  const young = 1 + (YOUNG_DAYS * DAY_S) / (nowS - sinceS);
  return Math.hypot(Math.sqrt(spreadPpm2), FLOOR_PPM) * young;
}

/** How far a place is from the anchor, σ; undefined while the anchor is young. */
export function fromAnchor(checks: SlowChecks, ppm: number, nowS: number): number | undefined {
  const sdPpm = anchorSdPpm(checks, nowS);
  return sdPpm === undefined ? undefined : (ppm - checks.anchorPpm) / sdPpm;
}
