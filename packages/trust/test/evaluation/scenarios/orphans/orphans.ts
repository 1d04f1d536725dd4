import { readFileSync } from "node:fs";
import { gaussian, type SeededRandom } from "@lorats/base";
import { Air, FREQ_HZ, Subject } from "../../arena.ts";
import { CLASSES, scaled } from "../../classes.ts";
import { CrystalProcess } from "../../crystal-world.ts";
import { share } from "../../statistics.ts";
import { START_S } from "../../../support.ts";
import { campaigns } from "./campaign.ts";
import { BW_HZ, hearOrphan } from "./hear-orphan.ts";
import type { Collided } from "../../iq/collision.ts";
import {
  count,
  type Count,
  drawsOf,
  type Effort,
  FACTORS,
  framesAt,
  type Outcome,
  type Scenario,
} from "../scenario.ts";

const HZ = FREQ_HZ / 1e6;
const LEARN = 120;
const EVERY_S = 600;
/** A time that is off by less than this was recovered. */
const RECOVERED_US = 1000;

/** What the gateway's receiver made of collisions on samples; `npm run bench -- collision --write` makes it. */
const OUTCOMES = JSON.parse(
  readFileSync(new URL("../../iq/outcomes.json", import.meta.url), "utf8"),
) as Record<string, readonly Collided[]>;

interface Setting {
  readonly sf: number;
  /** Collider over victim: within ±6 dB, or 6 to 18 dB. */
  readonly ratio: "even" | "loud";
  readonly factor: number;
  /** Orphans of others an hour on this channel and SF. */
  readonly foreignAnHour: number;
}

interface Recovery {
  readonly decoded: Count;
  readonly recovered: Count;
  readonly moved: Count;
  readonly errorsUs: number[];
  /** Errors over what was claimed. */
  readonly t: number[];
}

function unit(random: SeededRandom): number {
  return random.uint32() / 2 ** 32;
}

/** One device, every other of whose frames collides and is replayed later without any bias. */
function attackDevice(
  setting: Setting,
  frames: number,
  random: SeededRandom,
  into: Recovery,
): void {
  const { sf, ratio, factor, foreignAnHour } = setting;
  const process = new CrystalProcess(scaled(CLASSES.plain, factor), random.fork(1));
  const air = new Air();
  const subject = new Subject(air, 1, random.fork(2));
  const more = { modulation: { kind: "lora", sf, bwHz: BW_HZ } } as const;
  const outcomes = OUTCOMES[`${ratio} ${sf}`]!;
  // Foreign orphans are such as any collision leaves.
  const heard = OUTCOMES[`loud ${sf}`]!.filter((one) => one.heard);
  for (let i = 0; i < LEARN + frames; i++) {
    const s = (i + 1) * EVERY_S + 0.3 * gaussian(random);
    const ppm = process.ppm(s / 3600);
    if (heard.length > 0 && unit(random) < (foreignAnHour * EVERY_S) / 3600) {
      const foreign = heard[random.uint32() % heard.length]!;
      const [sentS, at] = [s - EVERY_S * unit(random), (-20_000 + 8000 * gaussian(random)) / HZ];
      hearOrphan(air, { sf, sentS, knownS: s, ppm: at, seen: foreign });
    }
    if (i >= LEARN && i % 2 === 0) {
      const before = new Map(air.gateways);
      const seen = outcomes[random.uint32() % outcomes.length]!;
      count(into.decoded, seen.decoded);
      if (seen.decoded) count(into.recovered, true);
      else {
        if (seen.heard) hearOrphan(air, { sf, sentS: s, knownS: s + 1, ppm, seen });
        const { timing } = subject.judge({ s: s + 20 + 200 * unit(random), ppm, more });
        const errorUs = microseconds(timing.time, s);
        const found = timing.deliveredAt !== undefined && Math.abs(errorUs) < RECOVERED_US;
        count(into.recovered, found);
        if (found) {
          into.errorsUs.push(Math.abs(errorUs));
          into.t.push((1000 * errorUs) / timing.sdNs);
        }
      }
      // The attack is undone: what the device is known by stays that of genuine frames.
      air.gateways.clear();
      for (const [id, gateway] of before) air.gateways.set(id, gateway);
    }
    const { timing } = subject.hear({ s, ppm, more });
    if (i >= LEARN) count(into.moved, timing.deliveredAt !== undefined);
  }
}

/** How far a printed time is from `s`, exactly. */
function microseconds(time: string, s: number): number {
  const whole = Math.floor(s);
  const seconds = Date.parse(`${time.slice(0, 19)}Z`) / 1000 - START_S - whole;
  return (seconds + Number(`0${time.slice(19, 29)}`) - (s - whole)) * 1e6;
}

function rowOf(setting: Setting, effort: Effort, settings: number): string[] {
  const { sf, ratio, factor, foreignAnHour } = setting;
  const into: Recovery = {
    decoded: { hits: 0, of: 0 },
    recovered: { hits: 0, of: 0 },
    moved: { hits: 0, of: 0 },
    errorsUs: [],
    t: [],
  };
  // All spreading factors and rates together make the sample.
  const devices = Math.max(6, Math.ceil(effort.devices / settings));
  const frames = framesAt(effort, factor);
  for (let d = 0; d < devices; d++) {
    const random = drawsOf(effort, "orphans", sf, ratio, factor, foreignAnHour, d);
    attackDevice(setting, frames, random, into);
  }
  const sorted = into.errorsUs.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    sorted[Math.floor(share * sorted.length)]?.toFixed(2) ?? "–";
  const within = into.t.filter((t) => Math.abs(t) <= 3).length;
  return [
    `SF${sf}`,
    ratio === "even" ? "± 6 dB" : "6 … 18 dB",
    `× ${factor}`,
    `${foreignAnHour} an hour`,
    String(into.recovered.of),
    share(into.decoded.hits, into.decoded.of),
    share(into.recovered.hits, into.recovered.of),
    `${at(0.5)} / ${at(0.95)} µs`,
    sorted.length === 0 ? "–" : share(within, sorted.length),
    share(into.moved.hits, into.moved.of),
  ];
}

/** A stealthy collision leaves the original's preamble; a perfect replayer delivers the frame later. */
export const orphans: Scenario = {
  name: "orphans",
  run(effort) {
    const sfs = [7, 8, 9, 10, 11, 12] as const;
    const calm = sfs.flatMap((sf) =>
      [0, 0.2, 2].map((foreignAnHour): Setting => ({
        sf,
        ratio: "even",
        factor: 1,
        foreignAnHour,
      })),
    );
    const other = sfs.flatMap((sf) =>
      FACTORS.map((factor): Setting => ({
        sf,
        ratio: factor === 1 ? "loud" : "even",
        factor,
        foreignAnHour: 0.2,
      })),
    );
    return {
      tables: [
        {
          title: "Stealthy collision, the orphan heard: the true time",
          note: `A collider begins after the fifth chirp; a perfect replayer delivers the frame 20–220 s later. What the SDR's receiver makes of the collision is drawn from ${sfs.map((sf) => `${OUTCOMES[`even ${sf}`]!.length} (SF${sf})`).join(", ")} collisions on samples, from 2.5 dB above the demodulator's floor to 5 dB (\`npm run bench -- collision\`): decoded all the same, heard as an orphan, or lost. Recovered: decoded, or dated to within 1 ms. Error: median and 95th percentile of the frames dated by their orphan, and how many of those lie within 3 σ of what is claimed. Foreign: orphans of other devices on the same channel and SF. The device sends every ten minutes, give or take 0.3 s. Last column: genuine frames that were given another time.`,
          head: [
            "",
            "collider over victim",
            "noise",
            "foreign orphans",
            "attacked frames",
            "decoded by the SDR",
            "true time recovered",
            "error of orphans",
            "within 3 σ",
            "wrongly moved",
          ],
          rows: [...calm, ...other].map((setting) => rowOf(setting, effort, calm.length)),
        },
        campaigns(
          effort,
          OUTCOMES["loud 7"]!.filter(({ heard, decoded }) => heard && !decoded),
        ),
      ],
    } satisfies Outcome;
  },
};
