/**
 * Frames of several devices that all lie beside their tracks by the same amount. Either the receiver stepped, or one
 * radio replays them all. A receiver's step takes every device from one moment on, and no other gateway sees it; a
 * replayer's shift is seen by every gateway, and devices that it does not replay stay where they are.
 */
export interface Shifted {
  readonly device: number;
  readonly errorPpm: number;
  readonly sdPpm: number;
  readonly atS: number;
  /** Another gateway measured the same shift in the same frame. */
  readonly seenElsewhere: boolean;
  /** So far from one frame to the next that no drift leads there. */
  readonly jumped: boolean;
}

export interface ShiftBook {
  readonly shifted: readonly Shifted[];
  /** Devices that were in place since the oldest of those. */
  readonly calm: readonly number[];
}

export const NO_SHIFTS: ShiftBook = { shifted: [], calm: [] };

export type Cluster =
  | { readonly kind: "receiver-step"; readonly devices: number; readonly shiftPpm: number }
  | { readonly kind: "one-replayer"; readonly devices: number; readonly shiftPpm: number };

const REMEMBERED = 12;
const REMEMBERED_S = 2 * 3600;
/** So many different devices make a common shift. */
const ENOUGH = 3;
/** Shifts within this count as one although their deviations are smaller: a replayer's radio wanders, too. */
const SAME_PPM = 0.03;

/** After a frame in place. */
export function noteCalm(book: ShiftBook, device: number): ShiftBook {
  if (book.shifted.length === 0) return book;
  const shifted = book.shifted.filter((one) => one.device !== device);
  const calm = [...book.calm.filter((one) => one !== device), device].slice(-REMEMBERED);
  return { shifted, calm: shifted.length === 0 ? [] : calm };
}

type Place = Pick<Shifted, "errorPpm" | "sdPpm">;

function isAlike(a: Place, b: Place): boolean {
  return Math.abs(a.errorPpm - b.errorPpm) < SAME_PPM + 3 * Math.hypot(a.sdPpm, b.sdPpm);
}

/** Does it lie where frames of two other devices jumped to in the last hours? */
export function isLikeAStep(
  { shifted }: ShiftBook,
  place: Place,
  device: number,
  nowS: number,
): boolean {
  let alike = 0;
  for (const one of shifted) {
    const isOld = nowS - one.atS >= REMEMBERED_S;
    if (one.jumped && one.device !== device && !isOld && isAlike(one, place)) alike++;
  }
  return alike >= ENOUGH - 1;
}

/** After a frame beside its track: the book, and what its shift has in common with others. */
export function noteShift(
  book: ShiftBook,
  shift: Shifted,
): { readonly book: ShiftBook; readonly cluster: Cluster | undefined } {
  const recent = book.shifted.filter(
    ({ device, atS }) => device !== shift.device && shift.atS - atS < REMEMBERED_S,
  );
  const shifted = [...recent, shift].slice(-REMEMBERED);
  const calm = book.calm.filter((device) => device !== shift.device);
  const alike = shifted.filter((one) => isAlike(one, shift));
  const next = { shifted, calm };
  if (alike.length < ENOUGH) return { book: next, cluster: undefined };
  const shiftPpm = alike.reduce((sum, { errorPpm }) => sum + errorPpm, 0) / alike.length;
  const elsewhere = alike.filter(({ seenElsewhere }) => seenElsewhere).length;
  const isReplayer = calm.length > 0 || elsewhere > 0;
  const kind = isReplayer ? "one-replayer" : "receiver-step";
  return { book: next, cluster: { kind, devices: alike.length, shiftPpm } };
}
