import { gaussian } from "@lorats/base";
import { propagation } from "../../air/propagation.ts";
import type { Figure } from "../figure.ts";
import { CARRIER_HZ } from "../support/radio-lab.ts";
import { conditionsAt } from "../support/vulnerable-area.ts";

const SHADOWING_DB = 6;
/** Victims are indoors or behind buildings; gateway, collider and eavesdropper stand free. */
const CLUTTER_DB = 10;
/** The gateway's antenna looks at the horizon; the collider stands below it. */
const ANTENNA_DB = 8;
const STEP_M = 20;
const COLOURS = {
  "stealthy, overheard": "#d55e00",
  "bad frame, overheard": "#e69f00",
  "stealthy, not overheard": "#56b4e9",
  "bad frame, not overheard": "#b8d8ec",
  "not effective": "#f2f2f2",
};

/** A campus with one gateway on a roof; buildings are shadowing. */
export const figure6: Figure = {
  id: "figure-6",
  title: "Figure 6: the vulnerable area of a campus",
  section: "§4.3.2",
  kind: "simulated",
  run({ random }) {
    const setup = {
      propagation: propagation({ model: "okumura-hata", area: "urban", lowestBaseM: 25 }),
      gateway: { eastM: 0, northM: 0, upM: 25 },
      collider: { eastM: 0, northM: -50, upM: 8 },
      eavesdropper: { eastM: 0, northM: -320, upM: 20 },
      victimDbm: 14 - CLUTTER_DB,
      collisionDbm: 8,
      freqHz: CARRIER_HZ,
    };
    const east = Array.from({ length: 26 }, (_, i) => -250 + STEP_M * i);
    const north = Array.from({ length: 31 }, (_, i) => 100 - STEP_M * i);
    let vulnerable = 0;
    let stealthyNear = 0;
    let near = 0;
    const cells = north.map((northM) =>
      east.map((eastM) => {
        const at = conditionsAt(setup, { eastM, northM, upM: 8 });
        const scrDb = at.scrDb + ANTENNA_DB + SHADOWING_DB * gaussian(random);
        const overheard = at.earDb + SHADOWING_DB * gaussian(random) >= 6;
        // The SX1301's measured windows: a collision in the header is silent or loud by its power.
        const effective = scrDb <= 6;
        const stealthy = scrDb > -6 && effective;
        if (Math.hypot(eastM, northM) < 180) {
          near++;
          if (stealthy) stealthyNear++;
        }
        if (effective && overheard) vulnerable++;
        if (!effective) return "not effective";
        return `${stealthy ? "stealthy" : "bad frame"}, ${overheard ? "overheard" : "not overheard"}`;
      }),
    );
    const area = vulnerable * STEP_M ** 2;
    return {
      paperSays:
        "About 50,000 m², a belt between gateway and eavesdropper; stealthy near the gateway, bad frames far from it.",
      weGet: `${area.toLocaleString("en")} m² (effective collision and overheard); ${((100 * stealthyNear) / near).toFixed(0)} % of the places within 180 m collide stealthily.`,
      why: "No terrain or buildings of the campus are known: clutter and the antenna's pattern are assumptions, buildings are log-normal shadowing here, and every place is counted, not those that one can walk to.",
      parameters: {
        "clutter, dB": CLUTTER_DB,
        "antenna pattern, dB": ANTENNA_DB,
        "shadowing, dB": SHADOWING_DB,
        "grid, m": STEP_M,
        "collider, dBm": 8,
        "victim, dBm": 14,
        "eavesdropper, m": 320,
      },
      tables: [{ name: "figure-6", columns: ["area, m²", "paper, m²"], rows: [[area, 50_000]] }],
      plots: [
        {
          kind: "heat",
          title: "Outcome of an attack on a device at each place",
          x: { label: "metres east of the gateway", ticks: east },
          y: { label: "metres north", ticks: north },
          cells,
          legend: COLOURS,
        },
      ],
    };
  },
};
