import { gaussian, SeededRandom, softwareAes } from "@lorats/base";
import { intervalSlices } from "../../../src/schedule/interval-hopping.ts";
import {
  logBayesOfProbes,
  NO_PROBES,
  probeAnswered,
  probeSent,
  wantsProbe,
} from "../../../src/probe/probe-track.ts";
import { frameAlpha, DEFAULT_POLICY } from "../../../src/policy.ts";
import { clockFigure } from "../../../src/judge/other-tests.ts";
import { Air, FREQ_HZ, isAlarm, Subject } from "../arena.ts";
import { CLASSES } from "../classes.ts";
import { CrystalProcess } from "../crystal-world.ts";
import { share } from "../statistics.ts";
import { reception } from "../../support.ts";
import type { Effort, Outcome, Scenario } from "./scenario.ts";

const HZ = FREQ_HZ / 1e6;
const LEARN = 120;

/** A carrier that is turned back digitally without resampling leaves the symbol clock wrong. */
export const clockAgainstCarrier: Scenario = {
  name: "clock",
  run({ devices, frames }: Effort) {
    const rows = [7, 8, 9, 10, 11, 12].map((sf) => {
      const caught = [0.2, 0.5, 1, 2, 5, 20].map(() => ({ hits: 0, of: 0 }));
      const alarms = { hits: 0, of: 0 };
      for (let d = 0; d < Math.max(6, devices / 4); d++) {
        const random = new SeededRandom(6_000_000 + sf * 1000 + d);
        const process = new CrystalProcess(CLASSES.plain, random.fork(1));
        const noise = random.fork(3);
        const subject = new Subject(new Air(), d, random.fork(2));
        const modulation = { kind: "lora", sf, bwHz: 125_000 } as const;
        const habit = 0.1 * gaussian(noise);
        for (let i = 0; i < LEARN + frames; i++) {
          const s = (i + 1) * 600;
          const ppm = process.ppm(s / 3600);
          const lts = { onset: "", onsetSdNs: 300, biasHz: ppm * HZ, biasSdHz: 4, snrDb: 0 };
          const sd = clockFigure(
            reception(s, { more: { modulation, lts: { ...lts, clockPpm: 0 } } }),
          )!.sdPpm;
          const heard = (extraPpm: number) => ({
            s,
            ppm,
            more: {
              modulation,
              lts: {
                ...lts,
                onset: reception(s, { biasHz: 1 }).lts!.onset,
                clockPpm: habit + extraPpm + sd * gaussian(noise),
              },
            },
          });
          if (i >= LEARN) {
            const a = i % caught.length;
            caught[a]!.of++;
            if (isAlarm(subject.judge(heard([0.2, 0.5, 1, 2, 5, 20][a]!)))) caught[a]!.hits++;
          }
          const judged = subject.hear(heard(0));
          if (i < LEARN) continue;
          alarms.of++;
          if (isAlarm(judged)) alarms.hits++;
        }
      }
      const cells = caught.map(({ hits, of }) => `${((100 * hits) / of).toPrecision(3)} %`);
      return [`SF${sf}`, share(alarms.hits, alarms.of)].concat(cells);
    });
    return {
      tables: [
        {
          title: "Digital carrier correction without resampling",
          note: "The carrier is in place and the symbol clock off by so many ppm (two plain radios differ by 1–20). SNR 0 dB in 125 kHz, 30-byte frames; the estimator's deviation is its Cramér–Rao bound. At one false alarm a device and year.",
          head: [
            "",
            "alarms on genuine frames",
            "0.2 ppm",
            "0.5 ppm",
            "1 ppm",
            "2 ppm",
            "5 ppm",
            "20 ppm",
          ],
          rows,
        },
      ],
    } satisfies Outcome;
  },
};

const PLAN = { sliceMs: 1000, minSlices: 300, maxSlices: 900 };
const LOSS = 0.1;

type Delay = (frame: number, random: SeededRandom) => number;

/** Secret schedules against attackers with perfect oscillators. */
export const hopping: Scenario = {
  name: "hopping",
  run({ devices, frames }: Effort) {
    const cases: readonly (readonly [string, Delay])[] = [
      ["none", () => 0],
      ["30 s on one frame in ten", (n) => (n >= LEARN && n % 10 === 0 ? 30 : 0)],
      ["0.2 s on one frame in ten", (n) => (n >= LEARN && n % 10 === 0 ? 0.2 : 0)],
      ["constant 30 s, from one frame on", (n) => (n >= LEARN ? 30 : 0)],
      ["constant 30 s, from the first frame on", () => 30],
      ["ramp of 72 ms a frame", (n) => Math.max(0, n - LEARN) * 0.072],
      ["ramp of 20 ms a frame", (n) => Math.max(0, n - LEARN) * 0.02],
      ["ramp of 3 ms a frame", (n) => Math.max(0, n - LEARN) * 0.003],
    ];
    const rows = cases.map(([name, delay], c) => {
      const tally = { hits: 0, of: 0 };
      let [found, toDetect] = [0, 0];
      const count = Math.max(8, Math.round(devices / 2));
      for (let d = 0; d < count; d++) {
        const random = new SeededRandom(7_000_000 + d * 101 + c);
        const cipher = softwareAes.cipher(random.bytes(16));
        const process = new CrystalProcess(CLASSES.plain, random.fork(1));
        const subject = new Subject(new Air(), d, random.fork(2), {}, { cipher, plan: PLAN });
        const rate = 40e-6 * (2 * (random.uint32() / 2 ** 32) - 1);
        let slice = 0;
        let slot = 0;
        let first: number | undefined;
        let sent = 0;
        for (let i = 0; i < LEARN + Math.min(frames, 400); i++) {
          // One slot in five has nothing to say, one frame in ten is lost.
          for (let said = i === 0; !said; said = random.uint32() / 2 ** 32 >= 0.2) {
            slice += intervalSlices(cipher, PLAN, ++slot);
          }
          const at = slice * (1 + rate) + 0.01 * gaussian(random);
          const late = delay(i, random);
          if (i > 0 && random.uint32() / 2 ** 32 < LOSS) continue;
          const judged = subject.hear({
            s: 1000 + at + late,
            ppm: process.ppm((1000 + at) / 3600),
          });
          if (i < LEARN) continue;
          sent++;
          if (late > 0 || c === 0) {
            tally.of++;
            if (isAlarm(judged)) {
              tally.hits++;
              first ??= sent;
            }
          }
        }
        if (first !== undefined) {
          found++;
          toDetect += first;
        }
      }
      return [
        name,
        share(tally.hits, tally.of),
        `${found} of ${count}`,
        found > 0 ? (toDetect / found).toFixed(1) : "–",
      ];
    });
    return {
      tables: [
        {
          title: "Perfect oscillators, interval hopping",
          note: "Slices of 1 s, 300 … 900 between frames, clocks within 40 ppm, one slot in five skipped, 10 % of frames lost. A delay that is there from the first frame on stays invisible, as does a ramp below what clocks do; probes bound both.",
          head: [
            "delay",
            "alarms on delayed frames (first row: on genuine ones)",
            "devices with an alarm",
            "frames until it",
          ],
          rows,
        },
      ],
    } satisfies Outcome;
  },
};

/** DevStatusReq on one uplink in a hundred. */
export const probes: Scenario = {
  name: "probes",
  run({ devices }: Effort) {
    const alpha = frameAlpha(DEFAULT_POLICY, 600);
    const rows = [0.05, 0.2, 0.4].map((lost) => {
      const falseRuns = { hits: 0, of: 0 };
      let [total, found] = [0, 0];
      let asked = 0;
      let sent = 0;
      for (let d = 0; d < devices; d++) {
        const random = new SeededRandom(8_000_000 + d * 31 + Math.round(lost * 100));
        let track = NO_PROBES;
        let attackFrom = 4000;
        for (let n = 0; n < 12_000; n++) {
          sent++;
          const nowS = n * 600;
          const id = `0197f000-0000-7000-8000-0000${random.uint32().toString(16).padStart(8, "0")}`;
          const attacked = n >= attackFrom;
          if (
            wantsProbe(
              track,
              { share: 0.01, perDay: 24 },
              { deduplicationId: id, nowS, urgent: false },
            )
          ) {
            asked++;
            track = probeSent(track, { deduplicationId: id, fCnt: n, boundS: 1 }, nowS);
            // What was held back is not being listened for any more; by chance one answer in fifty comes all the same.
            const answered = attacked
              ? random.uint32() / 2 ** 32 < 0.02
              : random.uint32() / 2 ** 32 >= lost;
            if (answered) ({ track } = probeAnswered(track, n + 1, true));
          }
          const alarm = logBayesOfProbes(track) >= -Math.log(alpha / 2);
          if (!attacked) {
            falseRuns.of++;
            if (alarm) falseRuns.hits++;
          } else if (alarm) {
            found++;
            total += n - attackFrom;
            attackFrom = Number.POSITIVE_INFINITY;
            break;
          }
        }
      }
      return [
        `${lost * 100} %`,
        share(falseRuns.hits, falseRuns.of),
        `${found} of ${devices}`,
        found > 0 ? (total / found).toFixed(0) : "–",
        `${((100 * asked) / sent).toFixed(2)} %`,
      ];
    });
    return {
      tables: [
        {
          title: "Perfect oscillators, no change of the device: probes on 1 % of uplinks",
          note: "Every frame is held back from the 4,000th on. One answer in the very next frame bounds the delay of its uplink at once; the columns are about noticing that answers stay away. A probe costs one byte of a downlink and three of an uplink: at SF7 36 ms of the gateway's time on air where no downlink was due anyway, at SF12 1 s.",
          head: [
            "requests lost on the way down",
            "alarms before the attack",
            "attacks noticed",
            "frames until then",
            "uplinks probed",
          ],
          rows,
        },
      ],
    } satisfies Outcome;
  },
};
