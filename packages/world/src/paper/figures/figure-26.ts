import type { Figure } from "../figure.ts";
import { biasesHz, GATEWAY_PPM, paperSf } from "../support/links.ts";
import { RadioLab } from "../support/radio-lab.ts";
import { boxOf, mean } from "../support/statistics.ts";

const HEIGHTS_M = [5, 10, 15, 20, 25];
const MOVING_PPM = 0.6;

export const figure26: Figure = {
  id: "figure-26",
  title: "Figure 26: bias by the gateway's height",
  section: "§8.3",
  kind: "simulated",
  run({ quick, random, progress }) {
    const frames = quick ? 3 : 15;
    const still = new RadioLab({ ...paperSf(quick), receiverPpm: GATEWAY_PPM }, random.fork(1));
    const moving = new RadioLab({ ...paperSf(quick), receiverPpm: MOVING_PPM }, random.fork(2));
    const rows = HEIGHTS_M.map((heightM, n) => {
      progress(n / HEIGHTS_M.length);
      // Hata: 13.82 dB a decade of height.
      const snrDb = 5 + 13.82 * Math.log10(heightM / 5);
      return {
        heightM,
        still: biasesHz(still, { ppm: -22 }, { snrDb: 5, frames }, random),
        moving: biasesHz(moving, { ppm: -22 }, { snrDb, frames }, random),
      };
    });
    const means = rows.map((row) => mean(row.moving));
    return {
      paperSays:
        "The height has no noticeable effect; the two gateways differ, since the bias contains the receiver's.",
      weGet: `Means of the moving gateway lie within ${(Math.max(...means) - Math.min(...means)).toFixed(1)} Hz; the gateways differ by ${((GATEWAY_PPM - MOVING_PPM) * 869.75).toFixed(0)} Hz.`,
      why: "Height changes the SNR alone, and with it the scatter.",
      parameters: {
        "frames a height": frames,
        "SNR at 5 m, dB": 5,
        "gateways, ppm": `${GATEWAY_PPM}, ${MOVING_PPM}`,
        ...paperSf(quick),
      },
      tables: [
        {
          name: "figure-26",
          columns: ["height, m", "static mean, Hz", "moving mean, Hz"],
          rows: rows.map((row) => [row.heightM, mean(row.still), mean(row.moving)]),
        },
      ],
      plots: [
        {
          kind: "boxes",
          title: "Estimated bias",
          x: { label: "height of the moving gateway, m", categories: HEIGHTS_M.map(String) },
          y: { label: "Hz" },
          groups: [
            { name: "static gateway", boxes: rows.map((row) => boxOf(row.still)) },
            { name: "moving gateway", boxes: rows.map((row) => boxOf(row.moving)) },
          ],
        },
      ],
    };
  },
};
