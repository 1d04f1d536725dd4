import { COLLISIONS } from "../measured/collisions.gen.ts";
import type { CollisionModel } from "./collision-model.ts";
import { collisionModelOf } from "./measured-collisions.ts";

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
  /** Our own demodulator, which reads both frames of most collisions. */
  lorats: collisionModelOf(COLLISIONS),
} as const satisfies Record<string, CollisionModel>;
export type CollisionModelName = keyof typeof COLLISION_MODELS;
