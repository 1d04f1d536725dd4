import { eventsOf, foreignAnHour, type Orphan, type OrphanBook, ORPHAN_S } from "./orphan-book.ts";

/** What a decoded frame is looked for with. */
export interface Sought {
  /** Hash of the frame. */
  readonly frame: number;
  readonly freqHz: number;
  readonly bwHz: number;
  readonly sf: number;
  /** When it was delivered, and when the device's frame before it was over, s. */
  readonly deliveredS: number;
  readonly notBeforeS: number;
  /** Where the device's track puts its carrier at this gateway, ppm. */
  readonly expectedPpm: number;
  readonly sdPpm: number;
  /** When the device's clock or habit says that it sent, where that is known, s. */
  readonly scheduled?: { readonly atS: number; readonly sdS: number } | undefined;
}

export interface OrphanMatch {
  readonly orphan: Orphan;
  /** The onset with the grid's ambiguity resolved by the track, s. */
  readonly onsetS: number;
  readonly onsetSdNs: number;
  /** Deviation from the device's track, σ. */
  readonly t: number;
  /** Orphans of others that would have fitted as well as this one by chance. */
  readonly expectedByChance: number;
}

/** Fits beyond this many σ are none. */
const MAX_SIGMA = 4;
/** Orphans of other devices lie anywhere within ±20 ppm. */
const SPREAD_PPM = 40;
/** A delay that no radio needs. */
const MIN_DELAY_S = 0.05;
/**
 * How far power alone tells where chirps begin, in steps of the grid: one standard deviation. `collision.bench.ts`
 * measures it on samples.
 */
const SLIP_STEPS = 1.5;
/** Steps that are looked at. */
const MOST_STEPS = 6;

/**
 * The orphans that may be transmissions of a frame delivered later: its channel, SF and bandwidth, sent between the
 * device's frame before it and the delivery, with the carrier of the device's track. Chirps fix carrier and onset only
 * together, on a grid of bw/2^sf and 1/bw (976.6 Hz and 8 µs at SF7): the track says which point it is.
 */
export function findOrphans(book: OrphanBook, sought: Sought): readonly OrphanMatch[] {
  const inCell = book.orphans.filter((one) => isInCell(one, sought));
  const matches: Matched[] = [];
  const fitting = new Set<Orphan>();
  let share = 0;
  for (const orphan of inCell) {
    if (!isFree(orphan, sought)) continue;
    const match = matchOf(orphan, sought);
    if (!match) continue;
    fitting.add(orphan);
    share = Math.max(share, shareByChance(orphan, sought));
    if (isInTime(orphan, sought)) matches.push(match);
  }
  if (matches.length === 0) return [];
  // Whoever collides with a device's frame leaves a preamble, too: it says nothing of how many foreign ones there are.
  const unowned = eventsOf(inCell).filter((event) => event.every((one) => isFree(one, sought)));
  // Where everything fits, nothing says that the others are not foreign; one of them is this frame.
  const foreign =
    share > 0.75
      ? unowned.length - 1
      : unowned.filter((event) => !event.some((one) => fitting.has(one))).length;
  const rate = foreignAnHour(book, foreign, share, sought.deliveredS);
  return matches.map(({ orphan, onsetS, onsetSdNs, t, fit2 }) => {
    const expectedByChance = (rate * asGoodAs(fit2, orphan, sought)) / 3600;
    return { orphan, onsetS, onsetSdNs, t, expectedByChance };
  });
}

/** A match, and how badly it fits in carrier, steps and time: the sum of squares, σ². */
interface Matched extends Omit<OrphanMatch, "expectedByChance"> {
  readonly fit2: number;
}

/**
 * Where foreign orphans, spread evenly over time and carriers, would fit as well as one that does to `fit2`: seconds
 * times the share of carriers. A fit to a fraction of a σ is that much less by chance than one that just passes.
 */
function asGoodAs(fit2: number, orphan: Orphan, sought: Sought): number {
  const sdPpm = Math.hypot(sought.sdPpm, orphan.sdPpm);
  const most = orphan.ambiguous ? MOST_STEPS : 0;
  const sdS = sought.scheduled && timingSdS(sought.scheduled);
  let sum = 0;
  for (let k = -most; k <= most; k++) {
    const left2 = fit2 - (k / SLIP_STEPS) ** 2;
    if (left2 <= 0) continue;
    // An ellipse in carrier and time where the time is known, a stretch of carriers otherwise.
    sum +=
      sdS === undefined
        ? 2 * Math.sqrt(left2) * sdPpm * openS(sought)
        : Math.PI * left2 * sdPpm * sdS;
  }
  return sum / SPREAD_PPM;
}

/** Radios begin within some milliseconds of when they are told. */
function timingSdS({ sdS }: { readonly sdS: number }): number {
  return Math.hypot(sdS, MIN_DELAY_S / MAX_SIGMA);
}

function isInCell(one: Orphan, { freqHz, bwHz, sf, deliveredS }: Sought): boolean {
  const isHere = one.freqHz === freqHz && one.sf === sf && one.bwHz === bwHz;
  return isHere && Math.abs(deliveredS - one.onsetS) < ORPHAN_S;
}

/** It belongs to no other frame. */
function isFree(one: Orphan, { frame }: Sought): boolean {
  return one.frame === 0 || one.frame === frame;
}

function isInTime(one: Orphan, { scheduled, deliveredS, notBeforeS }: Sought): boolean {
  const onTime =
    !scheduled || Math.abs(one.onsetS - scheduled.atS) <= MAX_SIGMA * timingSdS(scheduled);
  return onTime && one.onsetS > notBeforeS && one.onsetS < deliveredS - MIN_DELAY_S;
}

/** For how long an orphan of somebody else could have been taken for this frame's, s. */
function openS({ deliveredS, notBeforeS }: Sought): number {
  return Math.max(0, deliveredS - Math.max(notBeforeS, deliveredS - ORPHAN_S));
}

function gridPpmOf({ bwHz, sf, freqHz }: Sought): number {
  return (bwHz / 2 ** sf / freqHz) * 1e6;
}

/** Share of foreign orphans that lie where the device's would. */
function shareByChance(orphan: Orphan, sought: Sought): number {
  const width = 2 * MAX_SIGMA * Math.hypot(sought.sdPpm, orphan.sdPpm);
  if (!orphan.ambiguous) return Math.min(1, width / SPREAD_PPM);
  const grid = gridPpmOf(sought);
  const teeth = 2 * MOST_STEPS + 1;
  return Math.min(1, width / grid) * Math.min(1, (teeth * grid) / SPREAD_PPM);
}

function matchOf(orphan: Orphan, sought: Sought): Matched | undefined {
  const away = orphan.ppm - sought.expectedPpm;
  const sd = Math.hypot(sought.sdPpm, orphan.sdPpm);
  const { steps, stepSd } = orphan.ambiguous
    ? resolved(away, sd, gridPpmOf(sought))
    : { steps: 0, stepSd: 0 };
  const t = (away - steps * gridPpmOf(sought)) / sd;
  if (Math.abs(t) > MAX_SIGMA || Math.abs(steps) > MOST_STEPS) return undefined;
  const { scheduled } = sought;
  const late = scheduled ? (orphan.onsetS - scheduled.atS) / timingSdS(scheduled) : 0;
  const stepS = 1 / sought.bwHz;
  return {
    orphan,
    // A carrier that is one grid step too high looks like an onset that is 1/bw too late.
    onsetS: orphan.onsetS - steps * stepS,
    onsetSdNs: Math.hypot(orphan.onsetSdNs, 1e9 * stepS * stepSd),
    t,
    fit2: t * t + late * late + (steps / SLIP_STEPS) ** 2,
  };
}

/** The likeliest point of the grid, and how sure it is: by the track, and by where the power set in. */
function resolved(
  awayPpm: number,
  sdPpm: number,
  gridPpm: number,
): { readonly steps: number; readonly stepSd: number } {
  const nearest = Math.round(awayPpm / gridPpm);
  if (Math.abs(nearest) > MOST_STEPS) return { steps: nearest, stepSd: 0 };
  let [sum, first, second] = [0, 0, 0];
  let [steps, most] = [nearest, 0];
  for (let k = -MOST_STEPS; k <= MOST_STEPS; k++) {
    const byTrack = (awayPpm - k * gridPpm) / sdPpm;
    const weight = Math.exp(-0.5 * (byTrack * byTrack + (k / SLIP_STEPS) ** 2));
    if (weight > most) [steps, most] = [k, weight];
    sum += weight;
    first += weight * k;
    second += weight * k * k;
  }
  if (sum === 0) return { steps: nearest, stepSd: 0 };
  const mean = first / sum;
  return { steps, stepSd: Math.sqrt(Math.max(0, second / sum - 2 * steps * mean + steps * steps)) };
}
