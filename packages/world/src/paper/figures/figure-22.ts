import type { Figure } from "../figure.ts";
import { biasesHz, GATEWAY_PPM, paperSf } from "../support/links.ts";
import { RadioLab } from "../support/radio-lab.ts";
import { boxOf, mean } from "../support/statistics.ts";

const POWERS_DBM = [2, 5, 8, 11, 14];
const DEVICE_PPM = -22;
const EAVESDROPPER_PPM = -1.9;
const REPLAYER_PPM = 0.42;

export const figure22: Figure = {
  id: "figure-22",
  title: "Figure 22: bias against transmitting power; a replay by two radios",
  section: "§8.1",
  kind: "simulated",
  run({ quick, random, progress }) {
    const frames = quick ? 3 : 15;
    const gateway = new RadioLab({ ...paperSf(quick), receiverPpm: GATEWAY_PPM }, random.fork(1));
    const ear = new RadioLab({ ...paperSf(quick), receiverPpm: EAVESDROPPER_PPM }, random.fork(2));
    const rows = POWERS_DBM.map((dbm, n) => {
      progress(n / POWERS_DBM.length);
      const options = { snrDb: dbm - 6, frames };
      // Two radios: what each is off by adds up, on carrier and clock alike.
      const replayed = { ppm: DEVICE_PPM + REPLAYER_PPM - EAVESDROPPER_PPM };
      return {
        dbm,
        overheard: biasesHz(ear, { ppm: DEVICE_PPM }, { ...options, snrDb: dbm + 10 }, random),
        received: biasesHz(gateway, { ppm: DEVICE_PPM }, options, random),
        replayed: biasesHz(gateway, replayed, options, random),
      };
    });
    const added =
      mean(rows.flatMap(({ replayed }) => replayed)) -
      mean(rows.flatMap(({ received }) => received));
    const means = rows.map(({ received }) => mean(received));
    return {
      paperSays:
        "Power has little effect; the replay adds about 2 kHz (2.3 ppm), since two radios' biases add up.",
      weGet: `Means over power lie within ${(Math.max(...means) - Math.min(...means)).toFixed(0)} Hz; the replay adds ${added.toFixed(0)} Hz (${(added / 869.75).toFixed(2)} ppm).`,
      why: "The two radios' errors are inputs, chosen for 2.3 ppm. Weak frames scatter more, which the paper's boxes show too.",
      parameters: {
        "frames a power": frames,
        "eavesdropper, ppm": EAVESDROPPER_PPM,
        "replayer, ppm": REPLAYER_PPM,
        "SNR at 14 dBm, dB": 8,
        ...paperSf(quick),
      },
      tables: [
        {
          name: "figure-22",
          columns: ["power, dBm", "eavesdropper mean, Hz", "gateway mean, Hz", "replayed mean, Hz"],
          rows: rows.map(({ dbm, overheard, received, replayed }) => [
            dbm,
            mean(overheard),
            mean(received),
            mean(replayed),
          ]),
        },
      ],
      plots: [
        {
          kind: "boxes",
          title: "Estimated bias",
          x: { label: "transmitting power, dBm", categories: POWERS_DBM.map(String) },
          y: { label: "Hz" },
          groups: [
            {
              name: "device to eavesdropper",
              boxes: rows.map(({ overheard }) => boxOf(overheard)),
            },
            { name: "device to gateway", boxes: rows.map(({ received }) => boxOf(received)) },
            { name: "replayer to gateway", boxes: rows.map(({ replayed }) => boxOf(replayed)) },
          ],
        },
      ],
    };
  },
};
