/**
 * Where refused frames are, beside the track. They go with the crystal's own weather: the old place is always so far
 * from the newest of them as it was from the first ones.
 */
export interface Step {
  readonly ppm: number;
  /** From the old place to this one. */
  readonly shiftPpm: number;
  /** Of a frame around its place, when the first was refused. */
  readonly sdPpm: number;
  readonly frames: number;
}

/** Frames in a row beside the track, all at one place, that make a step. */
const STEP_FRAMES = 6;
/** Frames that the place of the newest ones remembers: crystals go with the weather. */
const MEMORY = 3;

/** The step after one more frame that the track may not learn from. */
export function afterOutlier(
  step: Step | undefined,
  ppm: number,
  expected: { readonly meanPpm: number; readonly sdPpm: number },
): Step {
  const isNear =
    step !== undefined && (isStep(step) ? isNearer(step, ppm) : isWithin(step, ppm, NEW_SIGMAS));
  if (!step || !isNear) {
    // A track that is refused its frames grows unsure; what it was sure of is kept.
    const known = step ? step.ppm - step.shiftPpm : expected.meanPpm;
    const sdPpm = step?.sdPpm ?? expected.sdPpm;
    return stored({ ppm, shiftPpm: ppm - known, sdPpm, frames: 1 });
  }
  const frames = Math.min(step.frames + 1, 255);
  const moved = (ppm - step.ppm) / Math.min(frames, MEMORY);
  // The first frames tell how far it is; later ones tell how the crystal goes on.
  const shiftPpm = frames <= STEP_FRAMES ? step.shiftPpm + moved : step.shiftPpm;
  return stored({ ...step, ppm: step.ppm + moved, shiftPpm, frames });
}

/** In the precision that is stored. */
function stored({ ppm, shiftPpm, sdPpm, frames }: Step): Step {
  return {
    ppm: Math.fround(ppm),
    shiftPpm: Math.fround(shiftPpm),
    sdPpm: Math.fround(sdPpm),
    frames,
  };
}

const NEW_SIGMAS = 5;
const KNOWN_SIGMAS = 4;
/** A crystal that was not listened to meanwhile is taken to have grown unsure by this factor, however long it was. */
const WAITED = 1.5;
/** ln of how much better the refused frames' place has to explain a frame than the old one. */
const DECISIVE = 3;

/**
 * Is a frame where refused ones were? A track that was refused its frames for hours would take anything; whoever was
 * turned away does not get in by waiting. One frame far out, on the other hand, makes no place: what lies between the
 * two is the device's own.
 */
export function isAtStep(step: Step | undefined, ppm: number): boolean {
  if (!step) return false;
  if (isStep(step)) return isNearer(step, ppm);
  return isWithin(step, ppm, KNOWN_SIGMAS) && speaksForStep(step, ppm) >= DECISIVE;
}

/** ln of the likelihood ratio: the refused frames' place against the old one. */
function speaksForStep({ ppm: place, shiftPpm, sdPpm }: Step, ppm: number): number {
  const fromStep = (ppm - place) / (Math.SQRT2 * sdPpm);
  const fromOld = (ppm - place + shiftPpm) / (WAITED * sdPpm);
  return (fromOld * fromOld - fromStep * fromStep) / 2;
}

/** Have enough frames in a row been refused to say that it stays there? */
export function isStep({ frames }: Step): boolean {
  return frames >= STEP_FRAMES;
}

function isWithin({ ppm: place, sdPpm }: Step, ppm: number, sigmas: number): boolean {
  return Math.abs(ppm - place) <= sigmas * sdPpm;
}

/** Nearer to the refused frames than to the old place. */
function isNearer({ ppm: place, shiftPpm }: Step, ppm: number): boolean {
  return Math.abs(ppm - place) < Math.abs(ppm - (place - shiftPpm));
}
