import type { Sighting } from "../../src/receiver/sighting.ts";

/** A sighting of which only some things matter. */
export function someSighting(changes: Partial<Sighting>): Sighting {
  return {
    kind: "frame",
    freqHz: 868_100_000,
    channel: 0,
    sf: 7,
    bwHz: 125_000,
    invertIq: false,
    syncWord: 0x34,
    preambleLength: 8,
    onsetSample: 1000,
    onsetSdSamples: 0.2,
    endSample: 50_000,
    biasHz: 0,
    biasSdHz: 2,
    driftHzPerS: null,
    ambiguity: null,
    clockPpm: null,
    clockSdPpm: null,
    snrDb: 5,
    powerDbfs: -30,
    length: null,
    cr: 1,
    payload: null,
    collision: { quality: 1, powerStepDb: null, overlaps: [] },
    ...changes,
  };
}
