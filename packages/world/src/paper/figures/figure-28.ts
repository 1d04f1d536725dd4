import type { Figure } from "../figure.ts";
import { fitLine, boxOf } from "../support/statistics.ts";
import { dayOfPairs } from "../support/temperature-model.ts";

export const figure28: Figure = {
  id: "figure-28",
  title: "Figure 28: bias against temperature",
  section: "§8.4",
  kind: "simulated",
  run({ random }) {
    const pairs = dayOfPairs(2000, 5, random);
    const { slope } = fitLine(
      pairs.map(({ celsius }) => celsius),
      pairs.map(({ hz }) => hz),
    );
    const bins = Array.from({ length: 11 }, (_, i) => 25 + i / 2);
    const boxes = bins.map((centre) => {
      const inside = pairs
        .filter(({ celsius }) => Math.abs(celsius - centre) < 0.25)
        .map(({ hz }) => hz);
      return inside.length > 3 ? boxOf(inside) : null;
    });
    return {
      paperSays: "The bias rises linearly with temperature between 25 and 30 °C.",
      weGet: `It rises by ${slope.toFixed(0)} Hz a degree.`,
      why: "The second crystal model, fitted to 400 Hz for half a degree (§8.3).",
      slip: "Figure 23's device falls with temperature and moves eight times less: another device.",
      parameters: { pairs: pairs.length, "slope, ppm/°C": 0.92, "sensor noise, °C": 0.05 },
      tables: [
        {
          name: "figure-28",
          columns: ["temperature, °C", "bias, Hz"],
          rows: pairs.map(({ celsius, hz }) => [celsius, hz]),
        },
      ],
      plots: [
        {
          kind: "boxes",
          title: "Bias by temperature",
          x: { label: "°C", categories: bins.map(String) },
          y: { label: "Hz" },
          groups: [{ name: "bias", boxes }],
        },
      ],
    };
  },
};
