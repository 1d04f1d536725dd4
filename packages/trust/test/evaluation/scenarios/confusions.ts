import type { SeededRandom } from "@lorats/base";
import type { Verdict } from "@lorats/events";
import { Air, type Sent, Subject } from "../arena.ts";
import { CLASSES } from "../classes.ts";
import { CrystalProcess } from "../crystal-world.ts";
import { gatewayId } from "../../support.ts";
import { drawsOf, type Outcome, type Scenario } from "./scenario.ts";
import { byConcentrator } from "./sweep.ts";

const LEARN = 120;
const EVERY_S = 600;
const DEVICES = 8;
const DAY_FRAMES = 144;

/** What is done to the frames of one gateway after learning: `h` hours since then. */
interface Story {
  readonly name: string;
  readonly change: (
    h: number,
    d: number,
    random: SeededRandom,
  ) => Partial<Sent> & { readonly extraPpm: number; readonly heard?: boolean };
  readonly foff?: boolean;
  readonly long?: boolean;
}

/** Of a concentrator's own frequency offset. */
const FOFF_SD_HZ = 60;

const STORIES: readonly Story[] = [
  { name: "nothing happens", change: () => ({ extraPpm: 0 }), long: true },
  {
    name: "receiver drifts by 1 ppm in an hour, then stays",
    change: (h) => ({ extraPpm: Math.min(1, h) }),
  },
  { name: "receiver steps by 1 ppm", change: () => ({ extraPpm: 1 }) },
  { name: "all devices replayed by one radio, 0.7 ppm", change: () => ({ extraPpm: 0.7 }) },
  {
    name: "half of the devices replayed by one radio, 0.7 ppm",
    change: (_, d) => ({ extraPpm: d % 2 === 0 ? 0.7 : 0 }),
  },
  {
    name: "jamming only: three frames in four are lost",
    change: (_h, _d, random) => ({ extraPpm: 0, heard: (random.uint32() & 3) === 0 }),
  },
  {
    name: "one device repaired: another crystal",
    change: (_, d) => ({ extraPpm: d === 0 ? 6 : 0 }),
  },
  {
    name: "one device in a car at 70 km/h: ± 0.065 ppm of Doppler",
    change: (_h, d, random) => ({
      extraPpm: d === 0 ? 0.065 * Math.sin(2 * Math.PI * (random.uint32() / 2 ** 32)) : 0,
    }),
  },
  {
    name: "concentrator only (foff, 60 Hz of noise): nothing happens",
    change: () => ({ extraPpm: 0 }),
    foff: true,
  },
  {
    name: "concentrator only: 0.7 ppm on half of the devices",
    change: (_, d) => ({ extraPpm: d % 2 === 0 ? 0.7 : 0 }),
    foff: true,
  },
];

export const confusions: Scenario = {
  name: "confusions",
  run(effort) {
    const { devices } = effort;
    const rounds = Math.max(2, Math.round(devices / DEVICES));
    const rows = STORIES.map(({ name, change, foff, long }) => {
      // The day after the event; where nothing happens, as long as the effort allows.
      const frames = long ? effort.frames : DAY_FRAMES;
      const verdicts: Record<Verdict, number> = {
        genuine: 0,
        suspect: 0,
        replayed: 0,
        unverified: 0,
      };
      const raised = new Map<string, number>();
      for (let r = 0; r < rounds; r++) {
        const random = drawsOf(effort, "confusions", name, r);
        const air = new Air();
        const subjects = Array.from(
          { length: DEVICES },
          (_, d) => new Subject(air, d + 1, random.fork(d + 50)),
        );
        const crystals = subjects.map(
          (_, d) => new CrystalProcess(d % 2 ? CLASSES.plain : CLASSES.tcxo, random.fork(d + 10)),
        );
        const noise = random.fork(3);
        const seen = new Set<string>();
        for (let i = 0; i < LEARN + frames; i++) {
          for (const [d, subject] of subjects.entries()) {
            const s = i * EVERY_S + d * 71 + 1;
            const ppm = crystals[d]!.ppm(s / 3600);
            const h = (s - LEARN * EVERY_S) / 3600;
            const { extraPpm, heard = true } = i < LEARN ? { extraPpm: 0 } : change(h, d, noise);
            if (!heard) continue;
            const told = ppm + extraPpm;
            const sent = { s, ppm: told };
            const { trust } = subject.hear(foff ? byConcentrator(sent, FOFF_SD_HZ, noise) : sent);
            if (i >= LEARN) verdicts[trust.verdict]++;
          }
          const { raised: now } = air.gateways.get(gatewayId(1))!;
          for (const code of Object.keys(now)) seen.add(code);
        }
        for (const code of seen) raised.set(code, (raised.get(code) ?? 0) + 1);
      }
      const all = Object.values(verdicts).reduce((a, b) => a + b);
      const percent = (verdict: Verdict): string =>
        `${((100 * verdicts[verdict]) / all).toFixed(2)} %`;
      const signals = [...raised].map(([code, n]) => `${code} (${n} of ${rounds})`).join(", ");
      return [
        name,
        String(all),
        percent("genuine"),
        percent("unverified"),
        percent("suspect"),
        percent("replayed"),
        signals || "–",
      ];
    });
    return {
      tables: [
        {
          title: "What must not be confused",
          note: `Eight devices at one gateway (half with TCXO), a frame every ten minutes; the day after the event. Gateway alarms: in how many of ${rounds} rounds.`,
          head: [
            "",
            "frames",
            "genuine",
            "unverified",
            "suspect",
            "replayed",
            "alarms of the gateway",
          ],
          rows,
        },
      ],
    } satisfies Outcome;
  },
};
