import { autoregressiveAic, jointOnset } from "@lorats/phy";
import {
  buildingLossDb,
  BUILDING_COLUMNS,
  BUILDING_FLOORS,
  buildingPlace,
} from "../../air/building.ts";
import { distanceM } from "../../air/geometry.ts";
import type { Figure } from "../figure.ts";
import { OnsetBench } from "../support/onset-bench.ts";
import { onsetErrorsS } from "../support/onset-trial.ts";
import { CARRIER_HZ } from "../support/radio-lab.ts";
import { standardDeviation } from "../support/statistics.ts";

const FIXED = { column: 0, floor: 3 };
/** Of the survey's strongest place, as the paper's map has it. */
const BEST_SNR_DB = 13;

export const figure21: Figure = {
  id: "figure-21",
  title: "Figure 21: SNR and round-trip times in a building",
  section: "§8.1",
  kind: "simulated",
  run({ quick, random, progress }) {
    const fixed = buildingPlace(FIXED);
    const losses = BUILDING_FLOORS.toReversed().map((floor) =>
      BUILDING_COLUMNS.map((_, column) => {
        const place = buildingPlace({ column, floor });
        return distanceM(place, fixed) < 1 ? null : buildingLossDb(fixed, place, CARRIER_HZ);
      }),
    );
    const least = Math.min(...losses.flat().filter((v) => v !== null));
    const snr = losses.map((row) => row.map((lossDb) => lossDb && BEST_SNR_DB + least - lossDb));
    const values = snr.flat().filter((v): v is number => v !== null);
    const short = new OnsetBench(7, 1.2);
    const long = new OnsetBench(7, 13);
    const sample = quick
      ? values.filter((_, n) => n % 9 === 0)
      : values.filter((_, n) => n % 2 === 0);
    const trips = sample.flatMap((snrDb, n) => {
      progress(n / sample.length);
      // The paper measures power over the whole band of its dongle.
      const aic = onsetErrorsS(short, autoregressiveAic, snrDb, 4, random);
      const joint = onsetErrorsS(long, jointOnset, snrDb, quick ? 2 : 4, random);
      return [{ snrDb, aicUs: 1e6 * (aic[0]! - aic[1]! + aic[2]! - aic[3]!), joint }];
    });
    const aic = standardDeviation(trips.map(({ aicUs }) => aicUs)) / 2;
    const joint = 1e6 * standardDeviation(trips.flatMap((trip) => trip.joint));
    return {
      paperSays: "SNR falls with distance from 13 to −1 dB; AIC's RMSD by round trips is 2.4 µs.",
      weGet: `SNR from ${Math.max(...values).toFixed(0)} to ${Math.min(...values).toFixed(0)} dB; AIC ${aic.toFixed(1)} µs, joint ${joint.toFixed(2)} µs.`,
      why: "Losses of walls, floors and distance are fitted to the paper's two ends; its numbers in single cells are not readable. AIC worsens quickly below 5 dB, so its figure depends on how many cells are weak.",
      parameters: {
        "building, m": 190,
        floors: 6,

        "best SNR, dB": BEST_SNR_DB,
        "round trips": trips.length,
        "SNR over": "2.4 MHz for onset",
      },
      tables: [
        {
          name: "figure-21 SNR",
          columns: ["floor", ...BUILDING_COLUMNS],
          rows: snr.map((row, n) => [6 - n, ...row]),
        },
        {
          name: "figure-21 round trips",
          columns: ["SNR, dB", "AIC round trip, µs"],
          rows: trips.map(({ snrDb, aicUs }) => [snrDb, aicUs]),
        },
      ],
      plots: [
        {
          kind: "heat",
          title: "SNR, dB (node on floor 3, section A1)",
          x: { label: "section", ticks: [...BUILDING_COLUMNS] },
          y: { label: "floor", ticks: [6, 5, 4, 3, 2, 1] },
          cells: snr,
          showValues: true,
        },
      ],
    };
  },
};
