/** What a receiver makes of one frame of a collision. `bad`: it reports a frame with a wrong CRC. */
export type Fate = "received" | "silent" | "bad";

/** From this signal-to-collision ratio on (earlier frame over later one), what becomes of the two. */
export type CollisionCell = readonly [fromDb: number, earlier: Fate, later: Fate];

export interface CollisionRow {
  /** The row holds while the later frame begins before this symbol of the earlier one. */
  readonly untilSymbol: number;
  /** By falling ratio; the last goes down without end. */
  readonly cells: readonly CollisionCell[];
}

/** How one receiver takes two frames of the same spreading factor: measured, since chips and programs differ. */
export interface CollisionModel {
  readonly source: string;
  /** Overlap that leaves enough of the later frame's preamble, symbols. */
  readonly spareSymbols: number;
  readonly rows: readonly CollisionRow[];
  /** Probabilities that the preamble of each is seen at least, where the receiver reports preambles. */
  sighted?(
    lagSymbols: number,
    ratioDb: number,
  ): { readonly earlier: number; readonly later: number };
}

/**
 * What becomes of two frames of one spreading factor that overlap, without a look at how much of the later one is
 * covered. Allocates nothing.
 *
 * @param lagSymbols how much later the second begins
 * @param ratioDb power of the first over the second
 */
export function collisionCell(
  model: CollisionModel,
  lagSymbols: number,
  ratioDb: number,
): CollisionCell {
  let row = 0;
  while (lagSymbols >= model.rows[row]!.untilSymbol) row++;
  const { cells } = model.rows[row]!;
  let cell = 0;
  while (ratioDb < cells[cell]![0]) cell++;
  return cells[cell]!;
}

/** The same with it. @param overlapSymbols how much of the second's beginning is covered */
export function collide(
  model: CollisionModel,
  lagSymbols: number,
  overlapSymbols: number,
  ratioDb: number,
): { readonly earlier: Fate; readonly later: Fate } {
  const [, earlier, later] = collisionCell(model, lagSymbols, ratioDb);
  return { earlier, later: overlapSymbols < model.spareSymbols ? "received" : later };
}
