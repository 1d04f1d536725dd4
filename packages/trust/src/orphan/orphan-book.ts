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
  /** Its SFD was lost: onset and carrier may both be some steps of their grid further. */
  readonly ambiguous: boolean;
  /** Hash of the frame that it turned out to be; 0: of none yet. */
  readonly frame: number;
}

/** A frame that decoded: its own preamble is no orphan, whatever an SDR says. */
export interface Decoded {
  readonly onsetS: number;
  readonly freqHz: number;
  readonly bwHz: number;
  readonly sf: number;
}

/** What one gateway heard of preambles without frames. */
export interface OrphanBook {
  /** The newest ones, oldest first. */
  readonly orphans: readonly Orphan[];
  readonly decoded: readonly Decoded[];
  /** Orphans that turned out to be no device's of ours, and how long was listened for them: both fade over two days. */
  readonly foreign: number;
  readonly hours: number;
  readonly atS: number;
}

export const NO_ORPHANS: OrphanBook = { orphans: [], decoded: [], foreign: 0, hours: 0, atS: 0 };

const REMEMBERED = 48;
/** Nobody holds a frame back for longer and is not noticed by the counter. */
export const ORPHAN_S: number = 2 * 3600;
const DECODED = 16;
const FADING_H = 48;
/** An SDR that says nothing for longer was not listening. */
const SILENT_H = 0.25;
/** A collider that is to stay unseen begins after the fifth chirp: what begins before that is the same frame. */
const SAME_FRAME_SYMBOLS = 4;

/** Preambles that begin within one another, the SFD included, are one event: a collision. */
const PREAMBLE_SYMBOLS = 12.25;

/** The book after the SDR said something: time that was listened goes on. */
export function listened(book: OrphanBook, nowS: number): OrphanBook {
  const hours = (nowS - book.atS) / 3600;
  if (hours <= 0) return book;
  if (book.atS === 0) return { ...book, atS: nowS };
  const kept = Math.exp(-hours / FADING_H);
  return {
    ...book,
    foreign: book.foreign * kept,
    hours: book.hours * kept + Math.min(hours, SILENT_H),
    atS: nowS,
  };
}

/** The book after a preamble without a frame; the same one as that of a frame which decoded is left out. */
export function withOrphan(book: OrphanBook, orphan: Orphan): OrphanBook {
  if (book.decoded.some((one) => isSame(one, orphan))) return book;
  const recent = book.orphans.filter(({ onsetS }) => orphan.onsetS - onsetS < ORPHAN_S);
  const orphans = [...recent, orphan].toSorted((a, b) => a.onsetS - b.onsetS).slice(-REMEMBERED);
  const isKnown = recent.some((one) => isSameEvent(one, orphan));
  return { ...book, orphans, foreign: book.foreign + (isKnown ? 0 : 1) };
}

/** Do they lie on one channel and spreading factor, the preamble of one within that of the other? */
function isSameEvent(a: Orphan, b: Orphan): boolean {
  const isSameCell = a.freqHz === b.freqHz && a.sf === b.sf && a.bwHz === b.bwHz;
  return isSameCell && Math.abs(a.onsetS - b.onsetS) < (PREAMBLE_SYMBOLS * 2 ** a.sf) / a.bwHz;
}

/** Orphans by the event that left them; a collision leaves those of all who took part. @param orphans oldest first */
export function eventsOf(orphans: readonly Orphan[]): readonly (readonly Orphan[])[] {
  const events: Orphan[][] = [];
  for (const orphan of orphans) {
    const newest = events.at(-1);
    if (newest && isSameEvent(newest.at(-1)!, orphan)) newest.push(orphan);
    else events.push([orphan]);
  }
  return events;
}

/** The book after a frame that decoded: an orphan that was its own preamble goes. */
export function withDecoded(book: OrphanBook, frame: Decoded): OrphanBook {
  const own = book.orphans.filter((orphan) => isSame(frame, orphan)).length;
  const decoded = [...book.decoded, frame].slice(-DECODED);
  if (own === 0) return { ...book, decoded };
  const orphans = book.orphans.filter((orphan) => !isSame(frame, orphan));
  return { ...book, decoded, orphans, foreign: Math.max(0, book.foreign - own) };
}

/** The book in which an orphan belongs to a frame: no other frame's it is, and no foreign one. */
export function withOwner(book: OrphanBook, orphan: Orphan, frame: number): OrphanBook {
  if (orphan.frame === frame) return book;
  const orphans = book.orphans.map((one) => (one === orphan ? { ...one, frame } : one));
  return { ...book, orphans, foreign: Math.max(0, book.foreign - 1) };
}

function isSame(frame: Decoded, orphan: Orphan): boolean {
  if (frame.freqHz !== orphan.freqHz || frame.sf !== orphan.sf || frame.bwHz !== orphan.bwHz) {
    return false;
  }
  const symbolS = 2 ** frame.sf / frame.bwHz;
  return Math.abs(frame.onsetS - orphan.onsetS) < SAME_FRAME_SYMBOLS * symbolS;
}

/** Channels times spreading factors that orphans spread over, unevenly: a busy cell has some four times its share. */
const CELLS = 48;
const UNEVEN = 4;
/** Before anything was heard: one foreign orphan in five hours of listening, in all cells together. */
const PRIOR_ORPHANS = 1;
const PRIOR_H = 5;
/** Less than this was not listened to, h: rates of the first minutes are no rates. */
const LEAST_H = 0.25;

/**
 * Foreign orphans an hour in the cell of one, as far as they were heard beside a device's carrier.
 *
 * @param beside events in that cell whose orphans belong to no frame and do not lie where the device's would
 * @param share of the foreign ones that would lie there by chance
 */
export function foreignAnHour(
  book: OrphanBook,
  beside: number,
  share: number,
  nowS: number,
): number {
  const oldest = book.orphans[0];
  const reachH =
    book.orphans.length < REMEMBERED || !oldest ? ORPHAN_S / 3600 : (nowS - oldest.onsetS) / 3600;
  const inCell = beside / Math.max(0.25, 1 - share) / Math.max(LEAST_H, reachH);
  const everywhere = (book.foreign + PRIOR_ORPHANS) / (book.hours + PRIOR_H);
  return inCell + (UNEVEN * everywhere) / CELLS;
}
