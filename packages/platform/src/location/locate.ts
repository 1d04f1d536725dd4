import type { Instant } from "@lorats/base";
import { distanceM } from "./plane.ts";
import type { Fix, LocationEvidence, LocationResolver } from "./resolver.ts";

/** A fix with the one who made it. */
export interface Located extends Fix {
  readonly source: LocationResolver["name"];
  /** Name and version, such as `gateway-times/1`. */
  readonly resolver: string;
}

/** The best of what the resolvers say, by the uncertainty that they claim. One that fails leaves it to the others. */
export async function locateBest(
  resolvers: readonly LocationResolver[],
  evidence: LocationEvidence,
  failed: (resolver: string, error: unknown) => void,
): Promise<Located | undefined> {
  const found = await Promise.all(
    resolvers.map(async (one): Promise<Located | undefined> => {
      try {
        const fix = await one.resolve(evidence);
        return fix && { ...fix, source: one.name, resolver: `${one.name}/${one.version}` };
      } catch (error) {
        failed(one.name, error);
        return undefined;
      }
    }),
  );
  return found
    .filter((one) => one !== undefined)
    .sort((a, b) => a.place.uncertaintyM - b.place.uncertaintyM)[0];
}

export interface Known extends Pick<Located, "place" | "source"> {
  readonly time: Instant;
}

const STALE_NS = 3_600_000_000_000n;

/**
 * Whether a fix says something that was not known: what the device itself says always does. What gateways say of a device that
 * stays where it is does so once an hour, or when it is much better than what was known.
 */
export function isNews(fix: Located, time: Instant, known: Known | undefined): boolean {
  if (!known || fix.source === "payload-gnss" || fix.source === "other-network") return true;
  const [was, is] = [known.place.uncertaintyM, fix.place.uncertaintyM];
  // A rough guess does not take the place of what is known well and not long ago.
  const isStale = time - known.time >= STALE_NS;
  if (is > 3 * was && !isStale) return false;
  return isStale || is < was / 2 || distanceM(known.place, fix.place) > 2 * Math.hypot(was, is);
}
