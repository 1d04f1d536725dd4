// Measured by packages/world/tools/measure.ts: do not edit.
import type { InterSfTable } from "./interference-tables.ts";

export const INTER_SF: InterSfTable = {
 "source": "npx node packages/world/tools/measure.ts inter-sf: the world's waveform, a clean front end, phy's receiver",
 "seed": 8,
 "setup": {
  "carrierHz": 869750000,
  "rateHz": 512000,
  "bwHz": 125000,
  "biasHz": [
   -20000,
   -14000
  ]
 },
 "thresholdDb": [
  [
   0,
   -10,
   -12,
   -12,
   -12,
   -12
  ],
  [
   -13,
   0,
   -13,
   -14,
   -14,
   -15
  ],
  [
   -16,
   -16,
   0,
   -16,
   -18,
   -17
  ],
  [
   -19,
   -19,
   -18,
   0,
   -19,
   -20
  ],
  [
   -22,
   -22,
   -23,
   -21,
   0,
   -22
  ],
  [
   -25,
   -25,
   -25,
   -25,
   -25,
   0
  ]
 ]
};
