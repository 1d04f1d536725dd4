/** What a receiver makes of one frame of a collision. `bad`: it reports a frame with a wrong CRC. */
export type Fate = "received" | "silent" | "bad";

/** From this signal-to-collision ratio on (earlier frame over later one), what becomes of the two. */
type CollisionCell = readonly [fromDb: number, earlier: Fate, later: Fate];

interface CollisionRow {
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
}

/** Symbols before the header; the header itself has eight. */
const PREAMBLE = 12.25;
const HEADER_END = PREAMBLE + 8;
const DOWN = Number.NEGATIVE_INFINITY;
const END = Number.POSITIVE_INFINITY;

export const COLLISION_MODELS = {
  /** A frame lives when it is stronger by 6 dB, whoever came first. */
  capture: {
    source: "SX1272/73 data sheet, co-channel rejection",
    spareSymbols: 0,
    rows: [
      {
        untilSymbol: END,
        cells: [
          [6, "received", "silent"],
          [-6, "silent", "silent"],
          [DOWN, "silent", "received"],
        ],
      },
    ],
  },
  /** Windows w1, w2 and w3 for 30 bytes, with the ratios of the paper's simulation. */
  sx1276: {
    source: "LoRaTS, table 1 (w1 = 5 chirps, w2 = 40 at SF7, SF8 and SF9) and figure 3",
    spareSymbols: 0,
    rows: [
      {
        untilSymbol: 5,
        cells: [
          [6, "received", "silent"],
          [DOWN, "silent", "received"],
        ],
      },
      {
        untilSymbol: 40,
        cells: [
          [6, "received", "silent"],
          [DOWN, "silent", "silent"],
        ],
      },
      {
        untilSymbol: END,
        cells: [
          [6, "received", "silent"],
          [DOWN, "bad", "silent"],
        ],
      },
    ],
  },
  /** Between −13 and +1 dB nothing was measured; the border is put half way. */
  sx1301: {
    source:
      "RHF2S008 gateway, SF7, 64 bytes, 100 sends a cell at lags of 4, 16, 26 and 107 symbols",
    spareSymbols: 3,
    rows: [
      {
        untilSymbol: 8,
        cells: [
          [-6, "received", "silent"],
          [DOWN, "silent", "silent"],
        ],
      },
      {
        untilSymbol: HEADER_END,
        cells: [
          [-6, "received", "silent"],
          [DOWN, "silent", "received"],
        ],
      },
      {
        untilSymbol: END,
        cells: [
          [-6, "received", "silent"],
          [DOWN, "bad", "silent"],
        ],
      },
    ],
  },
  "gr-lora": {
    source:
      "rpp0/gr-lora 90343d4, SF7, 16 bytes, CR 4/8, 10 draws a cell: the program of the paper's figure 3",
    spareSymbols: 0,
    rows: [
      {
        untilSymbol: 5,
        cells: [
          [16, "received", "silent"],
          [-13, "silent", "silent"],
          [DOWN, "silent", "received"],
        ],
      },
      {
        untilSymbol: 8.5,
        cells: [
          [10.5, "received", "silent"],
          [-10.5, "silent", "silent"],
          [DOWN, "silent", "received"],
        ],
      },
      {
        untilSymbol: PREAMBLE,
        cells: [
          [10.5, "received", "silent"],
          [-16, "silent", "silent"],
          [DOWN, "silent", "received"],
        ],
      },
      {
        untilSymbol: 17,
        cells: [
          [4.5, "received", "silent"],
          [1.5, "bad", "silent"],
          [DOWN, "silent", "silent"],
        ],
      },
      {
        untilSymbol: END,
        cells: [
          [4.5, "received", "silent"],
          [DOWN, "bad", "silent"],
        ],
      },
    ],
  },
  "gr-lora-sdr": {
    source:
      "tapparelj/gr-lora_sdr 862746d, SF7, 16 bytes, CR 4/5, victim at 10 dB, 10 draws a cell",
    spareSymbols: 3,
    rows: [
      {
        untilSymbol: 8.75,
        cells: [
          [1.5, "received", "silent"],
          [-1.5, "silent", "silent"],
          [DOWN, "silent", "received"],
        ],
      },
      {
        untilSymbol: 17.5,
        cells: [
          [-1.5, "received", "silent"],
          [-4.5, "bad", "silent"],
          [DOWN, "silent", "silent"],
        ],
      },
      {
        untilSymbol: END,
        cells: [
          [-1.5, "received", "silent"],
          [DOWN, "bad", "silent"],
        ],
      },
    ],
  },
} as const satisfies Record<string, CollisionModel>;
export type CollisionModelName = keyof typeof COLLISION_MODELS;

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
