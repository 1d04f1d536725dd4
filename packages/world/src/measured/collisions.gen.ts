// Measured by packages/world/tools/measure.ts: do not edit.
import type { CollisionTable } from "./interference-tables.ts";

export const COLLISIONS: CollisionTable = {
 "source": "npx node packages/world/tools/measure.ts collisions: the world's waveform, a clean front end, phy's receiver",
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
 "cells": [
  {
   "lagSymbols": 1,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 1,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 1,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 1,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 1
  },
  {
   "lagSymbols": 1,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 2,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 2
  },
  {
   "lagSymbols": 1,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 1,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 1
  },
  {
   "lagSymbols": 1,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 1,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 1
  },
  {
   "lagSymbols": 1,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 8,
   "later": 3,
   "bad": 0,
   "earlierSighted": 7,
   "laterSighted": 3
  },
  {
   "lagSymbols": 1,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 6,
   "later": 2,
   "bad": 1,
   "earlierSighted": 7,
   "laterSighted": 3
  },
  {
   "lagSymbols": 1,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 0,
   "later": 2,
   "bad": 2,
   "earlierSighted": 5,
   "laterSighted": 5
  },
  {
   "lagSymbols": 1,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 2,
   "later": 8,
   "bad": 0,
   "earlierSighted": 5,
   "laterSighted": 6
  },
  {
   "lagSymbols": 1,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 0,
   "later": 8,
   "bad": 0,
   "earlierSighted": 1,
   "laterSighted": 7
  },
  {
   "lagSymbols": 1,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 0,
   "later": 8,
   "bad": 0,
   "earlierSighted": 3,
   "laterSighted": 7
  },
  {
   "lagSymbols": 1,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 1,
   "later": 8,
   "bad": 1,
   "earlierSighted": 2,
   "laterSighted": 8
  },
  {
   "lagSymbols": 1,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 1,
   "later": 8,
   "bad": 0,
   "earlierSighted": 1,
   "laterSighted": 8
  },
  {
   "lagSymbols": 1,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 1,
   "later": 8,
   "bad": 0,
   "earlierSighted": 1,
   "laterSighted": 8
  },
  {
   "lagSymbols": 1,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 0,
   "later": 8,
   "bad": 0,
   "earlierSighted": 0,
   "laterSighted": 8
  },
  {
   "lagSymbols": 1,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 0,
   "later": 8,
   "bad": 0,
   "earlierSighted": 0,
   "laterSighted": 8
  },
  {
   "lagSymbols": 2,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 2,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 2,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 2,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 2,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 2
  },
  {
   "lagSymbols": 2,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 1,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 2
  },
  {
   "lagSymbols": 2,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 1,
   "bad": 0,
   "earlierSighted": 7,
   "laterSighted": 3
  },
  {
   "lagSymbols": 2,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 8,
   "later": 2,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 3
  },
  {
   "lagSymbols": 2,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 2,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 3,
   "later": 4,
   "bad": 2,
   "earlierSighted": 4,
   "laterSighted": 6
  },
  {
   "lagSymbols": 2,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 1,
   "later": 8,
   "bad": 0,
   "earlierSighted": 2,
   "laterSighted": 5
  },
  {
   "lagSymbols": 2,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 5,
   "later": 8,
   "bad": 0,
   "earlierSighted": 5,
   "laterSighted": 8
  },
  {
   "lagSymbols": 2,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 1,
   "later": 8,
   "bad": 1,
   "earlierSighted": 2,
   "laterSighted": 8
  },
  {
   "lagSymbols": 2,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 0,
   "later": 8,
   "bad": 0,
   "earlierSighted": 0,
   "laterSighted": 8
  },
  {
   "lagSymbols": 2,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 2,
   "later": 8,
   "bad": 0,
   "earlierSighted": 2,
   "laterSighted": 8
  },
  {
   "lagSymbols": 2,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 3,
   "later": 8,
   "bad": 0,
   "earlierSighted": 3,
   "laterSighted": 8
  },
  {
   "lagSymbols": 2,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 0,
   "later": 8,
   "bad": 0,
   "earlierSighted": 0,
   "laterSighted": 8
  },
  {
   "lagSymbols": 2,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 0,
   "later": 8,
   "bad": 0,
   "earlierSighted": 0,
   "laterSighted": 8
  },
  {
   "lagSymbols": 3,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 3,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 3,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 4,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 4
  },
  {
   "lagSymbols": 3,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 1,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 1
  },
  {
   "lagSymbols": 3,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 2
  },
  {
   "lagSymbols": 3,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 3,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 3
  },
  {
   "lagSymbols": 3,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 7,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 3
  },
  {
   "lagSymbols": 3,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 3,
   "later": 4,
   "bad": 2,
   "earlierSighted": 6,
   "laterSighted": 4
  },
  {
   "lagSymbols": 3,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 0,
   "later": 6,
   "bad": 2,
   "earlierSighted": 4,
   "laterSighted": 4
  },
  {
   "lagSymbols": 3,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 1,
   "later": 7,
   "bad": 1,
   "earlierSighted": 4,
   "laterSighted": 5
  },
  {
   "lagSymbols": 3,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 5,
   "later": 8,
   "bad": 0,
   "earlierSighted": 5,
   "laterSighted": 8
  },
  {
   "lagSymbols": 3,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 6,
   "later": 8,
   "bad": 0,
   "earlierSighted": 6,
   "laterSighted": 8
  },
  {
   "lagSymbols": 3,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 4,
   "later": 8,
   "bad": 0,
   "earlierSighted": 4,
   "laterSighted": 8
  },
  {
   "lagSymbols": 3,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 0,
   "later": 8,
   "bad": 0,
   "earlierSighted": 1,
   "laterSighted": 8
  },
  {
   "lagSymbols": 3,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 1,
   "later": 8,
   "bad": 0,
   "earlierSighted": 1,
   "laterSighted": 8
  },
  {
   "lagSymbols": 3,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 0,
   "later": 8,
   "bad": 0,
   "earlierSighted": 0,
   "laterSighted": 8
  },
  {
   "lagSymbols": 4,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 4,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 4,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 4,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 1
  },
  {
   "lagSymbols": 4,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 1,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 2
  },
  {
   "lagSymbols": 4,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 2
  },
  {
   "lagSymbols": 4,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 7,
   "later": 0,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 1
  },
  {
   "lagSymbols": 4,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 7,
   "later": 3,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 4
  },
  {
   "lagSymbols": 4,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 5,
   "later": 4,
   "bad": 2,
   "earlierSighted": 7,
   "laterSighted": 5
  },
  {
   "lagSymbols": 4,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 5,
   "later": 7,
   "bad": 2,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 4,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 4,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 4,
   "later": 8,
   "bad": 0,
   "earlierSighted": 3,
   "laterSighted": 7
  },
  {
   "lagSymbols": 4,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 0,
   "earlierSighted": 7,
   "laterSighted": 8
  },
  {
   "lagSymbols": 4,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 5,
   "later": 8,
   "bad": 0,
   "earlierSighted": 5,
   "laterSighted": 8
  },
  {
   "lagSymbols": 4,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 5,
   "later": 8,
   "bad": 0,
   "earlierSighted": 5,
   "laterSighted": 8
  },
  {
   "lagSymbols": 4,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 4,
   "later": 8,
   "bad": 0,
   "earlierSighted": 4,
   "laterSighted": 8
  },
  {
   "lagSymbols": 4,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 4,
   "later": 8,
   "bad": 0,
   "earlierSighted": 4,
   "laterSighted": 8
  },
  {
   "lagSymbols": 5,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 5,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 5,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 1,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 2
  },
  {
   "lagSymbols": 5,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 7,
   "later": 2,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 3
  },
  {
   "lagSymbols": 5,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 5,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 6,
   "later": 5,
   "bad": 0,
   "earlierSighted": 7,
   "laterSighted": 5
  },
  {
   "lagSymbols": 5,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 7,
   "later": 7,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 5
  },
  {
   "lagSymbols": 5,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 5,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 6,
   "later": 6,
   "bad": 2,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 5,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 7,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 6
  },
  {
   "lagSymbols": 5,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 4,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 5
  },
  {
   "lagSymbols": 5,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 6,
   "later": 7,
   "bad": 0,
   "earlierSighted": 7,
   "laterSighted": 7
  },
  {
   "lagSymbols": 5,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 7,
   "later": 7,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 5,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 5,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 0,
   "earlierSighted": 7,
   "laterSighted": 8
  },
  {
   "lagSymbols": 5,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 6,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 5,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 6,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 6,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 1,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 6,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 5,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 5
  },
  {
   "lagSymbols": 6,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 6,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 5
  },
  {
   "lagSymbols": 6,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 7,
   "later": 7,
   "bad": 0,
   "earlierSighted": 7,
   "laterSighted": 8
  },
  {
   "lagSymbols": 6,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 6,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 7,
   "later": 7,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 6,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 6,
   "later": 6,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 5
  },
  {
   "lagSymbols": 6,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 4,
   "later": 5,
   "bad": 3,
   "earlierSighted": 7,
   "laterSighted": 8
  },
  {
   "lagSymbols": 6,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 2,
   "later": 5,
   "bad": 4,
   "earlierSighted": 8,
   "laterSighted": 3
  },
  {
   "lagSymbols": 6,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 6,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 6,
   "later": 8,
   "bad": 2,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 6,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 6,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 6,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 6,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 0,
   "earlierSighted": 7,
   "laterSighted": 8
  },
  {
   "lagSymbols": 6,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 6,
   "later": 8,
   "bad": 1,
   "earlierSighted": 7,
   "laterSighted": 8
  },
  {
   "lagSymbols": 7,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 7,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 1,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 1
  },
  {
   "lagSymbols": 7,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 4,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 4
  },
  {
   "lagSymbols": 7,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 7,
   "later": 5,
   "bad": 1,
   "earlierSighted": 7,
   "laterSighted": 5
  },
  {
   "lagSymbols": 7,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 7,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 7,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 7,
   "later": 6,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 6
  },
  {
   "lagSymbols": 7,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 7,
   "later": 6,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 5
  },
  {
   "lagSymbols": 7,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 5,
   "later": 3,
   "bad": 3,
   "earlierSighted": 8,
   "laterSighted": 2
  },
  {
   "lagSymbols": 7,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 7,
   "later": 4,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 5
  },
  {
   "lagSymbols": 7,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 7,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 7,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 7,
   "later": 7,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 7,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 7,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 7,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 7,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 4,
   "later": 7,
   "bad": 2,
   "earlierSighted": 7,
   "laterSighted": 7
  },
  {
   "lagSymbols": 8,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 8,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 1,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 1
  },
  {
   "lagSymbols": 8,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 8,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 8,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 6,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 6
  },
  {
   "lagSymbols": 8,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 6,
   "later": 4,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 5
  },
  {
   "lagSymbols": 8,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 7,
   "later": 6,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 6
  },
  {
   "lagSymbols": 8,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 6,
   "later": 6,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 6
  },
  {
   "lagSymbols": 8,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 3,
   "later": 2,
   "bad": 4,
   "earlierSighted": 8,
   "laterSighted": 4
  },
  {
   "lagSymbols": 8,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 5,
   "later": 6,
   "bad": 3,
   "earlierSighted": 8,
   "laterSighted": 5
  },
  {
   "lagSymbols": 8,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 7,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 8,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 6,
   "later": 6,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 6
  },
  {
   "lagSymbols": 8,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 6,
   "later": 7,
   "bad": 0,
   "earlierSighted": 7,
   "laterSighted": 7
  },
  {
   "lagSymbols": 8,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 8,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 7,
   "later": 7,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 8,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 6,
   "later": 6,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 6
  },
  {
   "lagSymbols": 8,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 1,
   "later": 8,
   "bad": 0,
   "earlierSighted": 1,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 10,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 3,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 3
  },
  {
   "lagSymbols": 10,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 5,
   "bad": 3,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 6,
   "later": 6,
   "bad": 2,
   "earlierSighted": 8,
   "laterSighted": 7
  },
  {
   "lagSymbols": 10,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 6
  },
  {
   "lagSymbols": 10,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 6,
   "later": 8,
   "bad": 2,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 10,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 12,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 12,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 8,
   "later": 6,
   "bad": 2,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 5,
   "later": 5,
   "bad": 3,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 6,
   "later": 8,
   "bad": 2,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 6,
   "later": 8,
   "bad": 2,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 12,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 14,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 2,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 2
  },
  {
   "lagSymbols": 14,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 6,
   "bad": 2,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 14,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 17,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 17,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 8,
   "later": 5,
   "bad": 3,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 6,
   "later": 6,
   "bad": 2,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 5,
   "later": 8,
   "bad": 3,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 6,
   "later": 8,
   "bad": 2,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 17,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 21,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 21,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 21,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": 20,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 30,
   "ratioDb": 14,
   "trials": 8,
   "earlier": 8,
   "later": 0,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 0
  },
  {
   "lagSymbols": 30,
   "ratioDb": 10,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": 8,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": 6,
   "trials": 8,
   "earlier": 8,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": 4,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": 2,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": 1,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": 0,
   "trials": 8,
   "earlier": 7,
   "later": 7,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": -1,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": -2,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": -4,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": -6,
   "trials": 8,
   "earlier": 7,
   "later": 8,
   "bad": 1,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": -8,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": -10,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": -14,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  },
  {
   "lagSymbols": 30,
   "ratioDb": -20,
   "trials": 8,
   "earlier": 8,
   "later": 8,
   "bad": 0,
   "earlierSighted": 8,
   "laterSighted": 8
  }
 ]
};
