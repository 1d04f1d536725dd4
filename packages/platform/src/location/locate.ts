import type { Instant } from "@lorats/base";
import { distanceM } from "./plane.ts";
import type { Fix, Known, LocationEvidence, LocationResolver } from "./resolver.ts";

/** A fix with the one who made it. */
export interface Located extends Fix {
  readonly source: LocationResolver["name"];
  /** Name and version, such as `gateway-times/1`. */
  readonly resolver: string;
}

/** What is known as well as this needs no second opinion, m. */
const FINE_M = 100;

/**
 * The best of what the resolvers say, by the uncertainty that they claim. One that fails leaves it to the others. Those that cost
 * much are asked when the others say little.
 */
export async function locateBest(
  resolvers: readonly LocationResolver[],
  evidence: LocationEvidence,
  failed: (resolver: string, error: unknown) => void,
): Promise<Located | undefined> {
  const ask = async (one: LocationResolver): Promise<Located | undefined> => {
    try {
      const fix = await one.resolve(evidence);
      return fix && { ...fix, source: one.name, resolver: `${one.name}/${one.version}` };
    } catch (error) {
      failed(one.name, error);
      return undefined;
    }
  };
  const cheap = resolvers.filter(({ isExpected }) => !isExpected);
  const found = bestOf(await Promise.all(cheap.map(ask)));
  if (found && found.place.uncertaintyM <= FINE_M) return found;
  const dear = resolvers.filter(({ isExpected }) => isExpected);
  return dear.length === 0 ? found : bestOf([found, ...(await Promise.all(dear.map(ask)))]);
}

function bestOf(all: readonly (Located | undefined)[]): Located | undefined {
  let best: Located | undefined;
  for (const one of all) {
    if (one && !(best && best.place.uncertaintyM <= one.place.uncertaintyM)) best = one;
  }
  return best;
}

const STALE_NS = 3_600_000_000_000n;

/** Was it so long ago that it is to be said again? */
export function isStale(known: Known, time: Instant): boolean {
  return time - known.time >= STALE_NS;
}

/**
 * Whether a fix says something that was not known: what the device itself says always does. What gateways say of a device that
 * stays where it is does so once an hour, or when it is much better than what was known.
 */
export function isNews(fix: Located, time: Instant, known: Known | undefined): boolean {
  if (!known || fix.source === "payload-gnss" || fix.source === "other-network") return true;
  const [was, is] = [known.place.uncertaintyM, fix.place.uncertaintyM];
  if (isStale(known, time)) return true;
  // A rough guess does not take the place of what is known well and not long ago.
  if (is > 3 * was) return false;
  return is < was / 2 || distanceM(known.place, fix.place) > 2 * Math.hypot(was, is);
}
