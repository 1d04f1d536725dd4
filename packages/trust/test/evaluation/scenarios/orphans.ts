import { gaussian, SeededRandom } from "@lorats/base";
import { withOrphan } from "../../../src/orphan/orphan-book.ts";
import { NEW_GATEWAY } from "../../../src/state/gateway-trust.ts";
import { Air, FREQ_HZ, Subject } from "../arena.ts";
import { CLASSES } from "../classes.ts";
import { CrystalProcess } from "../crystal-world.ts";
import { share } from "../statistics.ts";
import { gatewayId, START_S } from "../../support.ts";
import type { Effort, Outcome, Scenario } from "./scenario.ts";

const HZ = FREQ_HZ / 1e6;
const LEARN = 120;
/** Five clean chirps at −5.2 dB in 125 kHz: bias and onset, SF7 5.6 Hz and 0.23 µs; both scale with the chirp. */
function deviations(sf: number): { readonly hz: number; readonly us: number } {
  return { hz: 5.6 / 2 ** ((3 * (sf - 7)) / 2), us: 0.23 / 2 ** ((sf - 7) / 2) };
}

/** A stealthy collision leaves the original's preamble; a perfect replayer delivers the frame later. */
export const orphans: Scenario = {
  name: "orphans",
  run({ devices, frames }: Effort) {
    const rows = [7, 8, 9, 10, 11, 12].flatMap((sf) =>
      [0, 0.2, 2].map((foreign) => {
        const right = { hits: 0, of: 0 };
        const wrong = { hits: 0, of: 0 };
        const errorsUs: number[] = [];
        const modulation = { kind: "lora", sf, bwHz: 125_000 } as const;
        for (let d = 0; d < Math.max(6, devices / 6); d++) {
          const random = new SeededRandom(
            9_000_000 + sf * 1009 + d + Math.round(foreign * 10) * 100_003,
          );
          const process = new CrystalProcess(CLASSES.plain, random.fork(1));
          const air = new Air();
          const subject = new Subject(air, d, random.fork(2));
          for (let i = 0; i < LEARN + Math.min(frames, 200); i++) {
            const s = (i + 1) * 600;
            const ppm = process.ppm(s / 3600);
            if (i >= LEARN) {
              const gateway = air.gateways.get(gatewayId(1)) ?? NEW_GATEWAY;
              let book = gateway.orphans;
              const sd = deviations(sf);
              const note = (atS: number, hz: number, slip: number): void => {
                book = withOrphan(book, {
                  // Chirps alone leave carrier and onset on a grid: they slip together.
                  onsetS: START_S + atS + (sd.us * gaussian(random)) / 1e6 + slip / 125_000,
                  onsetSdNs: sd.us * 1000,
                  ppm: (hz + sd.hz * gaussian(random) + (slip * 125_000) / 2 ** sf) / HZ,
                  sdPpm: sd.hz / HZ,
                  freqHz: FREQ_HZ,
                  bwHz: 125_000,
                  sf,
                  proven: true,
                });
              };
              // Others' orphans on the same channel and SF, so many an hour.
              const chance = foreign / 6;
              if (random.uint32() / 2 ** 32 < chance) {
                const hz = -20_000 + 8000 * gaussian(random);
                note(s - 600 * (random.uint32() / 2 ** 32), hz, 0);
              }
              const isAttacked = i % 2 === 0;
              if (isAttacked) note(s, ppm * HZ, (random.uint32() % 5) - 2);
              air.gateways.set(gatewayId(1), { ...gateway, orphans: book });
              const delay = isAttacked ? 20 + 200 * (random.uint32() / 2 ** 32) : 0;
              const { timing } = subject.judge({ s: s + delay, ppm, more: { modulation } });
              const errorS = (Date.parse(timing.time) - 1000 * (START_S + s)) / 1000;
              if (isAttacked) {
                right.of++;
                if (timing.deliveredAt !== undefined && Math.abs(errorS) < 0.002) {
                  right.hits++;
                  const ns =
                    Number(BigInt(timing.time.slice(20, 29))) -
                    Number(BigInt(Math.round((s % 1) * 1e9)));
                  errorsUs.push(Math.abs(ns > 5e8 ? ns - 1e9 : ns) / 1000);
                }
              } else {
                wrong.of++;
                if (timing.deliveredAt !== undefined) wrong.hits++;
              }
              // The attack is undone; what others left stays.
              const kept = book.filter(({ onsetS }) => Math.abs(onsetS - START_S - s) > 0.1);
              air.gateways.set(gatewayId(1), { ...air.gateways.get(gatewayId(1))!, orphans: kept });
            }
            // Devices wake by clocks of their own: half a second of scatter.
            subject.hear({ s: s + 0.3 * gaussian(random), ppm, more: { modulation } });
          }
        }
        errorsUs.sort((a, b) => a - b);
        const median = errorsUs[errorsUs.length >> 1];
        return [
          `SF${sf}`,
          `${foreign} an hour`,
          share(right.hits, right.of),
          median === undefined ? "–" : `${median.toFixed(2)} µs`,
          share(wrong.hits, wrong.of),
        ];
      }),
    );
    return {
      tables: [
        {
          title: "Stealthy collision, the orphan heard: the true time",
          note: "A perfect replayer delivers the frame 20–220 s later, at −5.2 dB. Onset and carrier of the orphan have the deviations of five clean chirps by the Cramér–Rao bound and slip together by up to two steps of their grid. Foreign: orphans of other devices on the same channel and SF. The device sends every ten minutes, give or take 0.3 s. Last column: genuine frames that were given another time.",
          head: ["", "foreign orphans", "true time recovered", "median error", "wrongly moved"],
          rows,
        },
      ],
    } satisfies Outcome;
  },
};
