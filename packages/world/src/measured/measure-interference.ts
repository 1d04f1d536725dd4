import { SeededRandom } from "@lorats/base";
import { snrFloorDb } from "../air/link.ts";
import { collideOnce, type CollisionOutcome } from "./collision-trial.ts";
import { receivedBeside } from "./inter-sf-trial.ts";
import type { CollisionCount } from "./interference-tables.ts";
import { SUPERPOSITION_SETUP } from "./superposition.ts";

const COLLISION_SF = 7;
const COLLISION_BYTES = 20;
/** Of the weaker frame, so that noise has no part in its fate. */
const WEAKER_SNR_DB = 6;

export function measureCollision(
  lagSymbols: number,
  ratioDb: number,
  trials: number,
  random: SeededRandom,
  sf: number = COLLISION_SF,
): CollisionCount {
  const setting = {
    sf,
    bytes: COLLISION_BYTES,
    victimSnrDb: WEAKER_SNR_DB - 2.5 * (sf - COLLISION_SF) + Math.max(0, ratioDb),
    scrDb: ratioDb,
    lagS: (lagSymbols * 2 ** sf) / SUPERPOSITION_SETUP.bwHz,
  };
  const outcomes = Array.from({ length: trials }, () => collideOnce(setting, random));
  const count = (what: keyof CollisionOutcome): number => outcomes.filter((o) => o[what]).length;
  return {
    lagSymbols,
    ratioDb,
    trials,
    earlier: count("victim"),
    later: count("collider"),
    bad: count("bad"),
    earlierSighted: count("victimSighted"),
    laterSighted: count("colliderSighted"),
  };
}

const INTER_SF_BYTES = 20;
const INTER_SF_MARGIN_DB = 20;

/** Share of frames received beside a stronger one of another spreading factor that lasts longer than they do. */
export function measureInterSf(
  wantedSf: number,
  otherSf: number,
  ratioDb: number,
  trials: number,
  random: SeededRandom,
): number {
  const snrDb = snrFloorDb(wantedSf) + INTER_SF_MARGIN_DB;
  const setting = { wantedSf, otherSf, bytes: INTER_SF_BYTES, snrDb, ratioDb };
  let received = 0;
  for (let i = 0; i < trials; i++) if (receivedBeside(setting, random)) received++;
  return received / trials;
}

const WEAKEST_DB = -40;

/** Ratio at which half of the frames are lost, to a decibel, by halving the range. */
export function interSfThresholdDb(
  wantedSf: number,
  otherSf: number,
  trials: number,
  random: SeededRandom,
): number {
  let lost = WEAKEST_DB;
  let kept = 0;
  while (kept - lost > 1) {
    const ratioDb = Math.round((kept + lost) / 2);
    const share = measureInterSf(wantedSf, otherSf, ratioDb, trials, random);
    if (share < 0.5) lost = ratioDb;
    else kept = ratioDb;
  }
  return kept;
}
