import { CallerError } from "@lorats/base";
import { EU868 } from "./eu868.ts";
import type { Region } from "./region.ts";

/** Every region. A new one is a file beside this and a line here. */
export const REGIONS: readonly Region[] = [EU868];

/** @throws {CallerError} `LW_UNKNOWN_REGION` */
export function getRegion(id: string): Region {
  const wanted = id.toUpperCase();
  const region = REGIONS.find((region) => region.id === wanted);
  if (region) return region;
  const known = REGIONS.map((region) => region.id).join(", ");
  throw new CallerError("LW_UNKNOWN_REGION", `no region ${JSON.stringify(id)}; known: ${known}`);
}
