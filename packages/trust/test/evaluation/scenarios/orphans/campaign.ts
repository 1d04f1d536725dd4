import { gaussian, type SeededRandom } from "@lorats/base";
import { Air, isAlarm, Subject } from "../../arena.ts";
import { CLASSES } from "../../classes.ts";
import { CrystalProcess } from "../../crystal-world.ts";
import type { Collided } from "../../iq/collision.ts";
import { share } from "../../statistics.ts";
import { count, drawsOf, type Effort, type Table } from "../scenario.ts";
import { BW_HZ, hearOrphan } from "./hear-orphan.ts";

const SF = 7;
const LEARN = 120;
/** Frames of a device that are collided with and replayed, one after another. */
const CAMPAIGN = 30;
/** The collider begins so many chirps after the device. */
const LAG_SYMBOLS = 5.5;

interface Setting {
  readonly everyS: number;
  readonly delayS: number;
  /** How evenly the device sends, s. */
  readonly jitterS: number;
  /** The collider's own preamble is heard without its frame, too. */
  readonly colliderHeard: boolean;
}

const SETTINGS: readonly Setting[] = [
  { everyS: 15, delayS: 8, jitterS: 1.5, colliderHeard: false },
  { everyS: 15, delayS: 8, jitterS: 1.5, colliderHeard: true },
  { everyS: 600, delayS: 60, jitterS: 0.3, colliderHeard: true },
  { everyS: 600, delayS: 60, jitterS: 60, colliderHeard: false },
  { everyS: 600, delayS: 60, jitterS: 60, colliderHeard: true },
];

/** A collider's preamble as it is heard beside everything else. */
const COLLIDER: Collided = {
  heard: true,
  decoded: false,
  steps: 0,
  ambiguous: false,
  onsetErrorS: 0,
  onsetSdS: 2e-7,
  biasErrorHz: 0,
  biasSdHz: 2,
};

/** Every frame of a device is held back by a perfect replayer: how many of the orphans that were heard are linked to theirs? */
export function campaigns(effort: Effort, heard: readonly Collided[]): Table {
  return {
    title: "Everything replayed in a row",
    note: `Of one device at SF${SF}, ${CAMPAIGN} frames in a row, without any extra bias, on one channel; its orphans are such as were heard of collisions 6 … 18 dB louder. Dated: orphans that were linked to their frame. Alarms: verdicts suspect or replayed of the frames dated, at one false alarm a device and year. None of the frames dated is called genuine.`,
    head: [
      "every",
      "held back by",
      "sent evenly to",
      "collider's preamble",
      "frames",
      "dated",
      "alarms",
    ],
    rows: SETTINGS.map((setting) => rowOf(setting, effort, heard)),
  };
}

function rowOf(setting: Setting, effort: Effort, heard: readonly Collided[]): string[] {
  const { everyS, delayS, jitterS, colliderHeard } = setting;
  const [dated, alarms] = [
    { hits: 0, of: 0 },
    { hits: 0, of: 0 },
  ];
  const devices = Math.ceil(effort.devices / SETTINGS.length);
  for (let d = 0; d < devices; d++) {
    const random = drawsOf(effort, "campaign", everyS, jitterS, String(colliderHeard), d);
    attack(setting, heard, random, (judged) => {
      const isDated = judged.timing.deliveredAt !== undefined;
      count(dated, isDated);
      if (isDated) count(alarms, isAlarm(judged));
    });
  }
  return [
    everyS < 60 ? `${everyS} s` : `${everyS / 60} min`,
    `${delayS} s`,
    `± ${jitterS} s`,
    colliderHeard ? "heard" : "–",
    String(dated.of),
    share(dated.hits, dated.of),
    share(alarms.hits, alarms.of),
  ];
}

function attack(
  { everyS, delayS, jitterS, colliderHeard }: Setting,
  heard: readonly Collided[],
  random: SeededRandom,
  tell: (judged: ReturnType<Subject["hear"]>) => void,
): void {
  const process = new CrystalProcess(CLASSES.tcxo, random.fork(1));
  const air = new Air();
  const subject = new Subject(air, 1, random.fork(2));
  for (let i = 0; i < LEARN + CAMPAIGN; i++) {
    const s = (i + 1) * everyS + jitterS * gaussian(random);
    const ppm = process.ppm(s / 3600);
    if (i < LEARN) {
      subject.hear({ s, ppm });
      continue;
    }
    const knownS = s + 1;
    const seen = heard[random.uint32() % heard.length]!;
    hearOrphan(air, { sf: SF, sentS: s, knownS, ppm, seen });
    if (colliderHeard) {
      const sentS = s + (LAG_SYMBOLS * 2 ** SF) / BW_HZ;
      hearOrphan(air, { sf: SF, sentS, knownS, ppm: 0.4 * gaussian(random), seen: COLLIDER });
    }
    tell(subject.hear({ s: s + delayS, ppm }));
  }
}
