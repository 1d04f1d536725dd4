import type { Place } from "../../air/geometry.ts";
import type { Propagation } from "../../air/propagation.ts";

export interface AreaSetup {
  readonly propagation: Propagation;
  readonly gateway: Place;
  readonly collider: Place;
  readonly eavesdropper: Place;
  readonly victimDbm: number;
  readonly collisionDbm: number;
  readonly freqHz: number;
}

/** Equations (1) and (2) at one place. */
export function conditionsAt(
  setup: AreaSetup,
  victim: Place,
): {
  readonly isStealthy: boolean;
  readonly isOverheard: boolean;
  readonly scrDb: number;
  readonly earDb: number;
} {
  const { propagation, gateway, collider, eavesdropper, victimDbm, collisionDbm, freqHz } = setup;
  const loss = (a: Place, b: Place): number => propagation(a, b, freqHz);
  const scrDb = victimDbm - loss(victim, gateway) - (collisionDbm - loss(collider, gateway));
  const earDb =
    victimDbm - loss(victim, eavesdropper) - (collisionDbm - loss(collider, eavesdropper));
  return { isStealthy: Math.abs(scrDb) <= 6, isOverheard: earDb >= 6, scrDb, earDb };
}

/** Core vulnerable area by counting squares of `stepM`, square metres. */
export function coreAreaM2(setup: AreaSetup, reachM: number, stepM: number): number {
  let squares = 0;
  for (let eastM = -reachM + stepM / 2; eastM < reachM; eastM += stepM) {
    for (let northM = stepM / 2; northM < reachM; northM += stepM) {
      const { isStealthy, isOverheard } = conditionsAt(setup, { eastM, northM, upM: 0 });
      if (isStealthy && isOverheard) squares++;
    }
  }
  // North and south are mirror images.
  return 2 * squares * stepM ** 2;
}
