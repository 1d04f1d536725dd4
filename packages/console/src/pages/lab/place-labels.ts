import { HEIGHT, WIDTH } from "./projection.ts";

export interface Labelled {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly fontSize: number;
}

export interface LabelPlace {
  /** From the spot. */
  readonly dx: number;
  readonly dy: number;
  readonly anchor: "start" | "end";
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const SPOT = 8;
const GAP = 13;
/** Width of a letter on average, of its size. */
const LETTER = 0.56;

/** Where each label stands beside its spot so that none lies on another or on a spot: earlier ones first, later ones lower. */
export function placeLabels(spots: readonly Labelled[]): LabelPlace[] {
  const taken = spots.map(({ x, y }): Box => ({
    left: x - SPOT,
    right: x + SPOT,
    top: y - SPOT,
    bottom: y + SPOT,
  }));
  return spots.map(({ x, y, label, fontSize }) => {
    const width = LETTER * fontSize * label.length;
    const isLeft = x + GAP + width > WIDTH;
    const left = isLeft ? x - GAP - width : x + GAP;
    const boxAt = (dy: number): Box => ({
      left,
      right: left + width,
      top: y + dy - fontSize,
      bottom: y + dy,
    });
    const steps = [0, 1, -1, 2, -2, 3, -3, 4, -4].map((n) => 4 + n * (fontSize + 2));
    const fits = (dy: number): boolean => {
      const box = boxAt(dy);
      return box.top >= 0 && box.bottom <= HEIGHT && taken.every((other) => !overlap(box, other));
    };
    const dy = steps.find(fits) ?? 4;
    taken.push(boxAt(dy));
    return { dx: isLeft ? -GAP : GAP, dy, anchor: isLeft ? "end" : "start" };
  });
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
