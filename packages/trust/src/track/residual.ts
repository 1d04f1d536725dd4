/**
 * What stands beside the track and belongs to something that comes again: a channel's synthesiser step, a bandwidth, a
 * gateway's oscillator as seen by one device.
 */
export interface Residual<Key> {
  readonly key: Key;
  readonly meanPpm: number;
  readonly variancePpm2: number;
  readonly frames: number;
}

/** Newest and commonest stay; a device hops over eight channels in most regions. */
export function residualOf<Key>(
  residuals: readonly Residual<Key>[],
  key: Key,
): Residual<Key> | undefined {
  for (const one of residuals) if (one.key === key) return one;
  return undefined;
}

/** The list with one of its residuals replaced or added; the least used goes when it would grow too long. */
export function withResidual<Key>(
  residuals: readonly Residual<Key>[],
  changed: Residual<Key>,
  longest: number,
): readonly Residual<Key>[] {
  const others = residuals.filter(({ key }) => key !== changed.key);
  if (others.length >= longest) {
    const least = others.reduce((a, b) => (b.frames < a.frames ? b : a));
    others.splice(others.indexOf(least), 1);
  }
  return [...others, changed];
}

/** A scalar Kalman update, in the precision that is stored: `errorPpm` is what the frame showed beyond everything else. */
export function refined<Key>(
  residual: Residual<Key>,
  errorPpm: number,
  othersPpm2: number,
  walkPpm2: number,
): Residual<Key> {
  const prior = residual.variancePpm2 + walkPpm2;
  const gain = prior / (prior + othersPpm2);
  return {
    key: residual.key,
    meanPpm: Math.fround(residual.meanPpm + gain * errorPpm),
    variancePpm2: Math.fround(prior * (1 - gain)),
    frames: Math.min(residual.frames + 1, 65_535),
  };
}
