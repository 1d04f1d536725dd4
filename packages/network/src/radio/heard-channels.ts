import { type Region, subBandChannels } from "@lorats/lorawan";
import type { Gateway } from "../registry/gateway.ts";

/**
 * The channels, ascending, that the gateways of these copies listen to in a plan of more channels than a gateway has. Undefined
 * where the plan is no such one, or where a gateway is not said to keep to a sub-band.
 */
export function channelsHeardBy(
  region: Region,
  copies: readonly { readonly gateway: Pick<Gateway, "subBand"> }[],
): readonly number[] | undefined {
  if (region.plan === "dynamic") return undefined;
  const heard = new Set<number>();
  for (const {
    gateway: { subBand },
  } of copies) {
    if (subBand === undefined) return undefined;
    for (const { index } of subBandChannels(region, subBand)) heard.add(index);
  }
  return [...heard].toSorted((a, b) => a - b);
}
