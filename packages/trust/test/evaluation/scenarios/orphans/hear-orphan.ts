import { listened, withOrphan } from "../../../../src/orphan/orphan-book.ts";
import { NEW_GATEWAY } from "../../../../src/state/gateway-trust.ts";
import { gatewayId, START_S } from "../../../support.ts";
import { type Air, FREQ_HZ } from "../../arena.ts";
import type { Collided } from "../../iq/collision.ts";

export const BW_HZ = 125_000;
const HZ = FREQ_HZ / 1e6;

/** An orphan as the receiver made it of samples. */
export interface HeardOrphan {
  readonly sf: number;
  /** When it was sent, and when the server heard of it, s. */
  readonly sentS: number;
  readonly knownS: number;
  readonly ppm: number;
  readonly seen: Collided;
}

/** The gateway's book goes on by an orphan. */
export function hearOrphan(air: Air, { sf, sentS, knownS, ppm, seen }: HeardOrphan): void {
  const gateway = air.gateways.get(gatewayId(1)) ?? NEW_GATEWAY;
  const orphans = withOrphan(listened(gateway.orphans, START_S + knownS), {
    onsetS: START_S + sentS + seen.onsetErrorS + seen.steps / BW_HZ,
    onsetSdNs: 1e9 * seen.onsetSdS,
    ppm: ppm + (seen.biasErrorHz + (seen.steps * BW_HZ) / 2 ** sf) / HZ,
    sdPpm: Math.max(1e-4, seen.biasSdHz / HZ),
    freqHz: FREQ_HZ,
    bwHz: BW_HZ,
    sf,
    proven: true,
    ambiguous: seen.ambiguous,
    frame: 0,
  });
  air.gateways.set(gatewayId(1), { ...gateway, orphans });
}
