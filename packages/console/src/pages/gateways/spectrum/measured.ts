import type { Event } from "@lorats/api";
import { type Mark } from "../../../spectrum/waterfall.tsx";

export interface Measured {
  readonly onset: string;
  readonly freqHz: number;
  readonly sf: number;
  readonly bwHz: number;
}

/** The preamble that a reception's software radio measured. */
export function measuredOf({ body }: Event): Measured | undefined {
  const { lts, freqHz, modulation } = body as {
    lts?: { onset: string };
    freqHz: number;
    modulation: { kind: string; sf: number; bwHz: number };
  };
  if (!lts || modulation.kind !== "lora") return undefined;
  return { onset: lts.onset, freqHz, sf: modulation.sf, bwHz: modulation.bwHz };
}

/** Where preambles were found, for the waterfall. */
export function marksOf(
  receptions: readonly Event[],
  sightings: readonly Event[],
): readonly Mark[] {
  const frames = receptions.flatMap((event) => {
    const measured = measuredOf(event);
    if (!measured) return [];
    const { onset, freqHz, bwHz } = measured;
    return [{ id: event.position, at: onset, freqHz, bwHz, kind: "frame" as const }];
  });
  const orphans = sightings.flatMap(({ position, body }) => {
    const { kind, lts, freqHz, bwHz } = body as {
      kind: string;
      lts: { onset: string };
      freqHz: number;
      bwHz: number;
    };
    if (kind !== "orphan") return [];
    return [{ id: position, at: lts.onset, freqHz, bwHz, kind: "orphan" as const }];
  });
  return [...frames, ...orphans];
}
