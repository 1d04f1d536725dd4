import { uniform } from "@lorats/base";
import type { Figure } from "../figure.ts";
import { dayOfPairs, fitModel } from "../support/temperature-model.ts";

const DEVICES = 10;

export const figure30: Figure = {
  id: "figure-30",
  title: "Figure 30: ROC of detection by temperature",
  section: "§8.4",
  kind: "simulated",
  run({ random }) {
    const curves = Array.from({ length: DEVICES }, (_, device) => {
      const model = fitModel(dayOfPairs(2000, device, random));
      const pairs = dayOfPairs(500, device, random);
      const genuine = pairs.map(({ celsius, hz }) => Math.abs(model(hz) - celsius));
      const replayed = pairs.map(({ celsius, hz }) =>
        Math.abs(model(hz - 543 - 200 * uniform(random)) - celsius),
      );
      const thresholds = [...genuine, ...replayed].toSorted((a, b) => b - a);
      return thresholds.map((limit) => {
        const share = (values: readonly number[]): number =>
          values.filter((v) => v >= limit).length / values.length;
        return [share(genuine), share(replayed)] as const;
      });
    });
    const at = (falseAlarm: number): number[] =>
      curves.map((curve) =>
        Math.max(0, ...curve.filter(([f]) => f <= falseAlarm).map(([, t]) => t)),
      );
    const onePercent = at(0.01);
    const tenth = at(0.001);
    return {
      paperSays: "100 % true positives at a false positive rate of at most 1 % for every device.",
      weGet: `${(100 * Math.min(...onePercent)).toFixed(1)} … ${(100 * Math.max(...onePercent)).toFixed(1)} % at 1 %, ${(100 * Math.min(...tenth)).toFixed(1)} % at worst at 0.1 %, with replays of −543 … −743 Hz.`,
      why: "The models' errors are 0.1 … 0.2 °C here; at the paper's own bound of 0.5 °C, 400 Hz, 543 Hz is caught in 2.7 % at 0.1 % false alarms. The paper's devices must have been much better than their bound.",
      slip: "One percent of frames is an alarm every 17 hours at ten-minute intervals: no operating point.",
      parameters: { devices: DEVICES, "frames a device": 500, "replay, Hz": "−543 … −743" },
      tables: [
        {
          name: "figure-30",
          columns: ["device", "true positives at 1 %", "at 0.1 %"],
          rows: onePercent.map((t, n) => [n + 1, t, tenth[n]!]),
        },
      ],
      plots: [
        {
          kind: "lines",
          title: "ROC",
          x: { label: "false positive rate", min: 0, max: 0.1 },
          y: { label: "true positive rate", min: 0, max: 1 },
          series: curves.map((points, n) => ({ name: `device ${n + 1}`, points })),
        },
      ],
    };
  },
};
