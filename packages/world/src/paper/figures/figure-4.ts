import { propagation } from "../../air/propagation.ts";
import type { Figure } from "../figure.ts";
import { CARRIER_HZ } from "../support/radio-lab.ts";
import { coreAreaM2 } from "../support/vulnerable-area.ts";

const DISTANCES_M = [50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600, 700, 800];
const POWERS_DBM = [2, 5, 8] as const;

export const figure4: Figure = {
  id: "figure-4",
  title: "Figure 4: core vulnerable area against the eavesdropper's distance",
  section: "§4.3.1",
  kind: "computed",
  run({ quick, progress }) {
    const model = propagation({ model: "okumura-hata", area: "urban", lowestBaseM: 25 });
    const step = quick ? 6 : 2;
    const curves = POWERS_DBM.map((collisionDbm, n) =>
      DISTANCES_M.map((distanceM) => {
        progress(n / POWERS_DBM.length);
        const setup = {
          propagation: model,
          gateway: { eastM: 0, northM: 0, upM: 25 },
          collider: { eastM: 50, northM: 0, upM: 0 },
          eavesdropper: { eastM: distanceM, northM: 0, upM: 0 },
          victimDbm: 14,
          collisionDbm,
          freqHz: CARRIER_HZ,
        };
        return coreAreaM2(setup, 300, step);
      }),
    );
    const last = curves.map((curve) => curve.at(-1)!);
    const flatFrom = DISTANCES_M[curves[0]!.findIndex((area) => area > 0.95 * last[0]!)]!;
    return {
      paperSays:
        "The area grows with the distance, then stays flat; 2 dBm gives the largest of 2, 5 and 8 dBm.",
      weGet: `It grows and is flat from about ${flatFrom} m on; ${POWERS_DBM.map((dbm, n) => `${dbm} dBm: ${(last[n]! / 1000).toFixed(0)},000 m²`).join(", ")}.`,
      why: "The same equations over Okumura–Hata's slope for a 25 m base. The constants of the paper's own path-loss model were not available; only the slope matters, as intercepts cancel.",
      parameters: {
        "gateway height, m": 25,
        "collider, m east": 50,
        "victim, dBm": 14,
        "square, m": step,
      },
      tables: [
        {
          name: "figure-4",
          columns: ["distance, m", ...POWERS_DBM.map((dbm) => `area at ${dbm} dBm, m²`)],
          rows: DISTANCES_M.map((m, i) => [m, ...curves.map((curve) => curve[i]!)]),
        },
      ],
      plots: [
        {
          kind: "lines",
          title: "Core vulnerable area",
          x: { label: "gateway to eavesdropper, m" },
          y: { label: "area, m²", min: 0 },
          series: POWERS_DBM.map((dbm, n) => ({
            name: `collider ${dbm} dBm`,
            points: DISTANCES_M.map((m, i) => [m, curves[n]![i]!] as const),
            marks: "both" as const,
          })),
        },
      ],
    };
  },
};
