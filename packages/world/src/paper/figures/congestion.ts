import { City } from "../../city/city.ts";
import type { CityOptions } from "../../city/city-plan.ts";
import type { Figure } from "../figure.ts";

const DEVICES = [10, 30, 100, 300, 1000, 3000];

const RANGE: Omit<CityOptions, "devices" | "seed"> = {
  gateways: 1,
  radiusM: 2000,
  propagation: { model: "okumura-hata", area: "urban", lowestBaseM: 25 },
  shadowingDb: 6,
  fadingDb: 3,
  spreading: "adr",
  marginDb: 10,
  channels: 3,
  phyBytes: 23,
  load: { dutyCycle: 0.01 },
  collisions: "sx1301",
  demodulators: 8,
};

const NETWORKS: readonly { readonly name: string; readonly options: Partial<CityOptions> }[] = [
  { name: "ADR, 3 channels", options: {} },
  { name: "ADR, 8 channels", options: { channels: 8 } },
  { name: "all SF12, 3 channels", options: { spreading: 12 } },
];

/** Frames of a point: 2 × 10⁴ or 2 × 10⁵ device-seconds of airtime at 1 %. */
function deliveredShare(devices: number, options: Partial<CityOptions>, quick: boolean): number {
  const city = new City({ ...RANGE, ...options, devices, seed: 1 });
  const seconds = (quick ? 40_000 : 400_000) / Math.min(devices, 200);
  const { delivered, frames } = city.run(seconds);
  return delivered / frames;
}

/** Not the paper's: the course on LPWANs shows this curve's end. */
export const congestion: Figure = {
  id: "congestion",
  title: "Congestion: many devices in one gateway's range",
  section: "the course on LPWANs, not the paper",
  kind: "simulated",
  run({ quick, progress }) {
    const rows = DEVICES.map((devices, n) => {
      progress(n / DEVICES.length);
      const shares = NETWORKS.map(({ options }) => deliveredShare(devices, options, quick));
      return [devices, ...shares.map((share) => 100 * share)] as const;
    });
    const at1000 = rows[DEVICES.indexOf(1000)]!;
    const percent = (column: number): string => `${at1000[column]!.toFixed(0)} %`;
    return {
      paperSays:
        "(The course:) a large degradation with 1000 devices at 1 % duty cycle in one gateway's range.",
      weGet: `With 1000 devices ${percent(1)} of the frames are delivered on three channels with ADR, ${percent(2)} on eight, ${percent(3)} at SF12 on three.`,
      why: "Unslotted ALOHA with capture: a thousand devices at 1 % are ten frames at any moment on three channels. ADR spreads them over spreading factors that hardly disturb each other; eight demodulators are the next limit.",
      parameters: {
        "radius, m": RANGE.radiusM,
        "bytes of a frame": RANGE.phyBytes,
        demodulators: RANGE.demodulators,
        "duty cycle": 0.01,
        "how collisions are taken": RANGE.collisions,
        "channels' share of frames": "equal",
      },
      tables: [
        {
          name: "congestion",
          columns: ["devices", ...NETWORKS.map(({ name }) => `${name}, % delivered`)],
          rows,
        },
      ],
      plots: [
        {
          kind: "lines",
          title: "Frames delivered",
          x: { label: "devices at 1 % duty cycle", log: true },
          y: { label: "% of frames" },
          series: NETWORKS.map(({ name }, n) => ({
            name,
            points: rows.map((row) => [row[0], row[n + 1]!] as const),
            marks: "both" as const,
          })),
        },
      ],
    };
  },
};
