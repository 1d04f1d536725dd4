/** A preamble that a gateway's SDR heard and whose frame never decoded. */
export interface Orphan {
  /** s since the epoch. */
  readonly onsetS: number;
  readonly onsetSdNs: number;
  readonly ppm: number;
  readonly sdPpm: number;
  readonly freqHz: number;
  readonly bwHz: number;
  readonly sf: number;
  /** The gateway proved that it is that gateway. */
  readonly proven: boolean;
}

/** Orphans of one gateway, oldest first. */
export type OrphanBook = readonly Orphan[];

const REMEMBERED = 16;
/** Nobody holds a frame back for longer and is not noticed by the counter. */
const ORPHAN_S = 2 * 3600;

export function withOrphan(book: OrphanBook, orphan: Orphan): OrphanBook {
  const recent = book.filter(({ onsetS }) => orphan.onsetS - onsetS < ORPHAN_S);
  return [...recent, orphan].toSorted((a, b) => a.onsetS - b.onsetS).slice(-REMEMBERED);
}

/** What a decoded frame is looked for with. */
export interface Sought {
  readonly freqHz: number;
  readonly bwHz: number;
  readonly sf: number;
  /** When it was delivered, and when the device's frame before it was sent, s. */
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
  /** Orphans of other devices that would have fitted by chance. */
  readonly expectedByChance: number;
}

/** Fits beyond this many σ are none. */
const MAX_SIGMA = 4;
/** Orphans of other devices lie anywhere within ±20 ppm. */
const SPREAD_PPM = 40;
/** A repeat within the receive windows is the device's own. */
const MIN_DELAY_S = 0.05;
/** Channels times spreading factors that orphans spread over, and how many there are where none was heard yet. */
const CELLS = 48;
const QUIET_AN_HOUR = 0.01;

/** Foreign orphans an hour on the channel and spreading factor of one, from those that the book holds. */
function rateAnHour(book: OrphanBook, one: Orphan, nowS: number): number {
  const others = book.filter((orphan) => orphan !== one);
  const alike = others.filter(({ freqHz, sf }) => freqHz === one.freqHz && sf === one.sf).length;
  // A full book reaches back less far than it could.
  const spanS = book.length < REMEMBERED ? ORPHAN_S : Math.max(60, nowS - book[0]!.onsetS);
  return QUIET_AN_HOUR + ((alike + others.length / CELLS) * 3600) / spanS;
}

/**
 * The orphan that is the same transmission as a frame delivered later: its channel, SF and bandwidth, sent between
 * the device's frame before it and the delivery, with the carrier of the device's track. Chirps fix carrier and onset
 * only together, on a grid of bw/2^sf and 1/bw (976.6 Hz and 8 µs at SF7): the track says which point it is.
 */
export function findOrphan(book: OrphanBook, sought: Sought): OrphanMatch | undefined {
  const { freqHz, bwHz, sf, deliveredS, notBeforeS } = sought;
  const gridPpm = (bwHz / 2 ** sf / freqHz) * 1e6;
  const { scheduled } = sought;
  const reachS = scheduled ? MAX_SIGMA * scheduled.sdS : Number.POSITIVE_INFINITY;
  const openS = Math.min(2 * reachS, deliveredS - Math.max(notBeforeS, deliveredS - ORPHAN_S));
  const window = book.filter(
    (one) =>
      (!scheduled || Math.abs(one.onsetS - scheduled.atS) <= reachS) &&
      one.freqHz === freqHz &&
      one.sf === sf &&
      one.bwHz === bwHz &&
      one.onsetS > notBeforeS &&
      one.onsetS < deliveredS - MIN_DELAY_S &&
      deliveredS - one.onsetS < ORPHAN_S,
  );
  let best: OrphanMatch | undefined;
  for (const orphan of window) {
    const away = orphan.ppm - sought.expectedPpm;
    const steps = Math.round(away / gridPpm);
    const sd = Math.hypot(sought.sdPpm, orphan.sdPpm);
    const t = (away - steps * gridPpm) / sd;
    if (Math.abs(t) > MAX_SIGMA) continue;
    const share = Math.min(1, (2 * MAX_SIGMA * sd) / Math.min(gridPpm, SPREAD_PPM));
    const match: OrphanMatch = {
      orphan,
      // A carrier that is one grid step too high looks like an onset that is 1/bw too late.
      onsetS: orphan.onsetS - steps / bwHz,
      onsetSdNs: Math.hypot(orphan.onsetSdNs, Math.abs(steps) > 0 ? 500 : 0),
      t,
      expectedByChance: (rateAnHour(book, orphan, deliveredS) * openS * share) / 3600,
    };
    // Several gateways or repeats: the first is when it was sent.
    if (!best || Math.abs(t) < Math.abs(best.t) - 2) best = match;
  }
  return best;
}
