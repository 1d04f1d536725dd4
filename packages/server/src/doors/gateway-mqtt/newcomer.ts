import { REGIONS } from "@lorats/lorawan";
import type { Newcomer } from "../common/known-gateways.ts";

const DEFAULT_REGION = "EU868";
const PREFIX = /^([a-z0-9]+(?:[-_][1-4])?)(?:_(\d{1,2}))?$/i;

/**
 * ChirpStack names its topic prefixes after the channel plan: `eu868`, `as923_2`, `us915_0` for the first sub-band. What
 * a gateway gets that registers itself under one.
 */
export function newcomerOf(prefix: string): Newcomer {
  const by = "gateway MQTT";
  const [, name = "", band] = PREFIX.exec(prefix.split("/").at(-1) ?? "") ?? [];
  for (const [id, subBand] of [[name, band], splitBand(name)] as const) {
    const wanted = id.toUpperCase().replace("_", "-");
    const region = REGIONS.find((one) => one.id === wanted || one.id === `${wanted}-1`);
    if (!region) continue;
    return { region: region.id, by, ...(subBand !== undefined && { subBand: Number(subBand) }) };
  }
  return { region: DEFAULT_REGION, by };
}

/** `us915_1` reads like a group of AS923; it is a sub-band where there is no such group. */
function splitBand(name: string): readonly [string, string | undefined] {
  const [id = "", band] = name.split(/[-_]/);
  return [id, band];
}
