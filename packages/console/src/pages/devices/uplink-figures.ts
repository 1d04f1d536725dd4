import type { Uplink } from "@lorats/api";

type Reception = Uplink["receptions"][number];

/** The strongest reception of a frame. */
export function bestReception({ receptions }: Uplink): Reception | undefined {
  return receptions.reduce<Reception | undefined>(
    (best, one) => (best === undefined || one.rssiDbm > best.rssiDbm ? one : best),
    undefined,
  );
}

export function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}

/** Counters that are missing among frames (newest first) of one session. */
export function missedFrames(uplinks: readonly Uplink[]): number {
  let missed = 0;
  for (let i = 1; i < uplinks.length; i++) {
    const step = uplinks[i - 1]!.fCnt - uplinks[i]!.fCnt;
    // A counter that went back belongs to a new session.
    if (step > 1) missed += step - 1;
  }
  return missed;
}

export function airtimeOfNs(uplinks: readonly Uplink[]): number {
  return uplinks.reduce((sum, { airtimeNs }) => sum + airtimeNs, 0);
}

/** Every number in a decoded payload, by its path: `temperatureSensor.1`. */
export function numbersOf(value: unknown, path = ""): [string, number][] {
  if (typeof value === "number") return Number.isFinite(value) ? [[path, value]] : [];
  if (typeof value === "boolean") return [[path, value ? 1 : 0]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    numbersOf(inner, path === "" ? key : `${path}.${key}`),
  );
}
