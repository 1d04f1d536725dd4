import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SeededRandom } from "@lorats/base";
import { collide, type Collided } from "./evaluation/iq/collision.ts";
import { hashOf } from "../src/statistics/hash.ts";
import { share } from "./evaluation/statistics.ts";

/** Trials by spreading factor, and the least SNR in the signal's bandwidth, dB: 2.5 dB above the demodulator's floor. */
const CASES = [
  { sf: 7, trials: 300, leastDb: -5 },
  { sf: 8, trials: 300, leastDb: -7.5 },
  { sf: 9, trials: 240, leastDb: -10 },
  { sf: 10, trials: 180, leastDb: -12.5 },
  { sf: 11, trials: 140, leastDb: -15 },
  { sf: 12, trials: 120, leastDb: -17.5 },
] as const;
const MOST_DB = 5;
/** Collider over victim, dB: within the paper's range, and far above it. */
const RATIOS = [
  { name: "even", leastDb: -6, mostDb: 6, share: 1 },
  { name: "loud", leastDb: 6, mostDb: 18, share: 0.5 },
] as const;
const SEED = "collision";
const OUTCOMES = fileURLToPath(new URL("evaluation/iq/outcomes.json", import.meta.url));

/**
 * Stealthy collisions on samples, through the gateway's receiver: `npm run bench -- collision`, with `--write` to keep
 * what came out for the evaluation of orphans at frame level.
 */
export async function run(): Promise<void> {
  const outcomes: Record<string, readonly Collided[]> = {};
  console.log(
    "|    | collider over victim | decoded all the same | heard as an orphan | on the right point of the grid |",
  );
  console.log("| -- | -- | -- | -- | -- |");
  for (const ratio of RATIOS) {
    for (const { sf, trials, leastDb } of CASES) {
      const random = new SeededRandom(hashOf(`${SEED} ${ratio.name} ${sf}`));
      const between = (low: number, high: number): number =>
        low + ((high - low) * random.uint32()) / 2 ** 32;
      const all = Array.from({ length: Math.round(ratio.share * trials) }, () => {
        const [snrDb, ratioDb] = [between(leastDb, MOST_DB), between(ratio.leastDb, ratio.mostDb)];
        return collide({ sf, snrDb, ratioDb }, random);
      });
      outcomes[`${ratio.name} ${sf}`] = all;
      const decoded = all.filter((one) => one.decoded);
      const heard = all.filter((one) => one.heard && !one.decoded);
      const right = heard.filter(({ steps }) => steps === 0);
      console.log(
        `| SF${sf} | ${ratio.leastDb} … ${ratio.mostDb} dB | ${share(decoded.length, all.length)} | ${share(heard.length, all.length - decoded.length)} | ${share(right.length, heard.length)} |`,
      );
    }
  }
  if (process.argv.includes("--write")) writeFileSync(OUTCOMES, `${JSON.stringify(outcomes)}\n`);
}
