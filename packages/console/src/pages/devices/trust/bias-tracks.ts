import type { Uplink } from "@lorats/api";
import { secondsOf } from "../uplink-figures.ts";

export interface BiasTrack {
  readonly gateway: string;
  readonly times: number[];
  readonly observed: number[];
  readonly expected: (number | null)[];
  readonly sd: (number | null)[];
}

/** The frequency evidence of all frames, one track for each gateway that measured. */
export function biasTracks(uplinks: readonly Uplink[]): readonly BiasTrack[] {
  const tracks = new Map<string, BiasTrack>();
  for (const uplink of uplinks) {
    for (const { observedHz, expectedHz = null, sdHz = null, gatewayId } of uplink.trust!
      .evidence) {
      if (observedHz === undefined) continue;
      const gateway =
        uplink.receptions.find((one) => one.gatewayId === gatewayId)?.gatewayName ??
        gatewayId ??
        "?";
      let track = tracks.get(gateway);
      if (!track) {
        tracks.set(gateway, (track = { gateway, times: [], observed: [], expected: [], sd: [] }));
      }
      track.times.push(secondsOf(uplink.time));
      track.observed.push(observedHz);
      track.expected.push(expectedHz);
      track.sd.push(sdHz);
    }
  }
  return [...tracks.values()];
}
