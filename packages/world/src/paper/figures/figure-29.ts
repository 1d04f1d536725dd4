import type { Figure } from "../figure.ts";
import { dayOfPairs, fitModel, rmseC } from "../support/temperature-model.ts";

const DEVICES = 10;

export const figure29: Figure = {
  id: "figure-29",
  title: "Figure 29: errors of the temperature models",
  section: "§8.4",
  kind: "simulated",
  run({ random }) {
    const errors = Array.from({ length: DEVICES }, (_, device) => {
      const model = fitModel(dayOfPairs(2000, device, random));
      return rmseC(model, dayOfPairs(500, device, random));
    });
    return {
      paperSays: "Root-mean-square errors below 0.5 °C for all ten devices.",
      weGet: `${Math.min(...errors).toFixed(2)} … ${Math.max(...errors).toFixed(2)} °C on another day than the one that was fitted.`,
      why: "Jitter of 0.1 ppm over 0.92 ppm a degree is a tenth of a degree; the walk of the crystal between the days is the rest.",
      parameters: { devices: DEVICES, "training pairs": 2000, "test pairs": 500 },
      tables: [
        {
          name: "figure-29",
          columns: ["device", "RMSE, °C"],
          rows: errors.map((e, n) => [n + 1, e]),
        },
      ],
      plots: [
        {
          kind: "lines",
          title: "RMSE by device",
          x: { label: "device" },
          y: { label: "°C", min: 0 },
          series: [
            { name: "RMSE", points: errors.map((e, n) => [n + 1, e] as const), marks: "both" },
            {
              name: "paper's bound",
              points: [
                [1, 0.5],
                [DEVICES, 0.5],
              ],
              dashed: true,
            },
          ],
        },
      ],
    };
  },
};
