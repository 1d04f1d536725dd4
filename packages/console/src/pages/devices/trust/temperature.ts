import type { Uplink } from "@lorats/api";
import { numbersOf } from "../uplink-figures.ts";

/** Bias against the temperature that the same frame reported, at one gateway. */
export interface TemperaturePoint {
  readonly gatewayId: string;
  readonly temperatureC: number;
  readonly biasPpm: number;
}

/** The first number of a payload under a name that begins with `temp`, as the server's track takes it, °C. */
export function temperatureIn(object: unknown): number | undefined {
  return numbersOf(object).find(([path]) => /(^|\.)temp/i.test(path))?.[1];
}

export function temperaturePoints(uplinks: readonly Uplink[]): readonly TemperaturePoint[] {
  return uplinks.flatMap(({ object, trust, freqHz }) => {
    const temperatureC = temperatureIn(object);
    if (temperatureC === undefined) return [];
    return (trust?.evidence ?? []).flatMap(({ observedHz, gatewayId = "?" }) =>
      observedHz === undefined
        ? []
        : [{ gatewayId, temperatureC, biasPpm: (observedHz / freqHz) * 1e6 }],
    );
  });
}
