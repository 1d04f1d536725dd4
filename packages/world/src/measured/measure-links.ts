import { SeededRandom } from "@lorats/base";
import { snrFloorDb } from "../air/link.ts";
import { summariseErrors } from "./arrival-errors.ts";
import { linkTrial } from "./link-trial.ts";
import type { LinkCell } from "./link-table.ts";

/** Distance from the chip makers' floor, dB. */
const MARGINS_DB = [-6, -4.5, -3, -2, -1, 0, 1.5, 3, 6, 12, 20];
export const LINK_BYTES = 20;

/** One cell of the table by so many frames through the samples. */
function measureLink(sf: number, snrDb: number, trials: number, seed: number): LinkCell {
  const random = new SeededRandom(seed);
  const outcomes = Array.from({ length: trials }, () =>
    linkTrial({ sf, snrDb, bytes: LINK_BYTES }, random),
  );
  const count = (stage: string): number => outcomes.filter((o) => o.stage === stage).length;
  const errorsOf = (isReceived: boolean) =>
    summariseErrors(
      outcomes.flatMap(({ stage, errors }) =>
        errors && (stage === "received") === isReceived ? [errors] : [],
      ),
    );
  const [received, lost] = [errorsOf(true), errorsOf(false)];
  return {
    snrDb,
    trials,
    missed: count("missed"),
    sighted: count("sighted"),
    header: count("header"),
    received: count("received"),
    phantoms: outcomes.reduce((sum, { phantoms }) => sum + phantoms, 0),
    ...(received && { ofReceived: received }),
    ...(lost && { ofLost: lost }),
  };
}

/** The whole table of one spreading factor. */
export function measureSf(sf: number, trials: number, seed: number): LinkCell[] {
  return MARGINS_DB.map((margin, i) =>
    measureLink(sf, snrFloorDb(sf) + margin, trials, seed + 1000 * sf + i),
  );
}
