import { gaussian } from "@lorats/base";
import { SPEED_OF_LIGHT } from "../../air/path-loss.ts";
import type { Figure } from "../figure.ts";
import { GATEWAY_PPM, paperSf } from "../support/links.ts";
import { RadioLab } from "../support/radio-lab.ts";
import { boxOf, quantile } from "../support/statistics.ts";

const SPEEDS_KMH = [30, 40, 50, 60, 70];
/** The car's air conditioning holds 26 °C within a degree or so. */
const CABIN_SD_C = 0.2;
const PPM_PER_C = 0.92;

export const figure27: Figure = {
  id: "figure-27",
  title: "Figure 27: bias of a moving device",
  section: "§8.3",
  kind: "simulated",
  run({ quick, random, progress }) {
    const frames = quick ? 4 : 20;
    const lab = new RadioLab({ ...paperSf(quick), receiverPpm: GATEWAY_PPM }, random.fork(1));
    const rows = SPEEDS_KMH.map((kmh, n) => {
      progress(n / SPEEDS_KMH.length);
      const cabinC = CABIN_SD_C * gaussian(random);
      return Array.from({ length: frames }, (_, i) => {
        // It comes and goes: from +v to −v as it passes, the gateway 15 m beside the road.
        const alongM = 300 * (1 - (2 * (i + 0.5)) / frames);
        const recedingMps = ((-kmh / 3.6) * alongM) / Math.hypot(alongM, 15);
        const ppm = -22 + PPM_PER_C * (cabinC + 0.03 * gaussian(random));
        return lab.measure({ ppm, recedingMps }, 15)?.biasHz ?? Number.NaN;
      }).filter(Number.isFinite);
    });
    const within = Math.max(...rows.map((values) => Math.max(...values) - Math.min(...values)));
    const medians = rows.map((values) => quantile(values, 0.5));
    const across = Math.max(...rows.flat()) - Math.min(...rows.flat());
    const doppler = (70 / 3.6 / SPEED_OF_LIGHT) * 869.75e6;
    return {
      paperSays:
        "Doppler is 50 … 60 Hz at 70 km/h; 145 Hz at most within a speed, about 400 Hz over all, which is half a degree in the car.",
      weGet: `${doppler.toFixed(0)} Hz of Doppler at 70 km/h; ${within.toFixed(0)} Hz within a speed, ${across.toFixed(0)} Hz over all.`,
      why: "Doppler is exact on carrier and symbol clock; the cabin's temperature is the second crystal's 800 Hz a degree with an assumed control error.",
      parameters: {
        "frames a speed": frames,
        "cabin, sd °C": CABIN_SD_C,
        "gateway beside the road, m": 15,
        ...paperSf(quick),
      },
      tables: [
        {
          name: "figure-27",
          columns: ["speed, km/h", "median, Hz", "range, Hz"],
          rows: rows.map((v, n) => [SPEEDS_KMH[n]!, medians[n]!, Math.max(...v) - Math.min(...v)]),
        },
      ],
      plots: [
        {
          kind: "boxes",
          title: "Estimated bias",
          x: { label: "speed, km/h", categories: SPEEDS_KMH.map(String) },
          y: { label: "Hz" },
          groups: [{ name: "bias", boxes: rows.map((values) => boxOf(values)) }],
        },
      ],
    };
  },
};
