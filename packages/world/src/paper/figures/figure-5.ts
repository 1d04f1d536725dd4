import { propagation } from "../../air/propagation.ts";
import type { Figure } from "../figure.ts";
import { CARRIER_HZ } from "../support/radio-lab.ts";
import { conditionsAt, coreAreaM2 } from "../support/vulnerable-area.ts";

const REACH_M = 500;
const CELLS = 100;
const COLOURS = { both: "#d55e00", stealthy: "#e69f00", overheard: "#56b4e9", neither: "#f2f2f2" };

export const figure5: Figure = {
  id: "figure-5",
  title: "Figure 5: the core vulnerable area",
  section: "§4.3.1",
  kind: "computed",
  run({ quick }) {
    const setup = {
      propagation: propagation({ model: "okumura-hata", area: "urban", lowestBaseM: 25 }),
      gateway: { eastM: 0, northM: 0, upM: 25 },
      collider: { eastM: 50, northM: 0, upM: 0 },
      eavesdropper: { eastM: 400, northM: 0, upM: 0 },
      victimDbm: 14,
      collisionDbm: 2,
      freqHz: CARRIER_HZ,
    };
    const area = coreAreaM2(setup, 300, quick ? 4 : 1);
    const step = (2 * REACH_M) / CELLS;
    const centres = Array.from({ length: CELLS }, (_, i) => -REACH_M + (i + 0.5) * step);
    const cells = centres.toReversed().map((northM) =>
      centres.map((eastM) => {
        const at = conditionsAt(setup, { eastM, northM, upM: 0 });
        if (at.isStealthy && at.isOverheard) return "both";
        return at.isStealthy ? "stealthy" : at.isOverheard ? "overheard" : "neither";
      }),
    );
    return {
      paperSays:
        "62,246 m²: a ring about the gateway, cut by the disk in which the eavesdropper hears.",
      weGet: `${Math.round(area).toLocaleString("en")} m², the same shapes.`,
      why: "Okumura–Hata with a 25 m base lies at 55,000 … 65,000 m² depending on whether distances are flat or slant; the paper's own slope would give its figure exactly.",
      parameters: {
        "gateway height, m": 25,
        "collider, dBm": 2,
        "victim, dBm": 14,
        "eavesdropper, m": 400,
      },
      tables: [{ name: "figure-5", columns: ["area, m²", "paper, m²"], rows: [[area, 62_246]] }],
      plots: [
        {
          kind: "heat",
          title: "Stealthy collision and overhearing (gateway in the middle)",
          x: { label: "metres east", ticks: centres.map(Math.round) },
          y: { label: "metres north", ticks: centres.toReversed().map(Math.round) },
          cells,
          legend: COLOURS,
        },
      ],
    };
  },
};
