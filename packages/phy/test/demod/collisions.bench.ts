// `npm run bench -- collisions [--sf=7]`: two frames of one spreading factor at once.
import { SeededRandom, uniform } from "@lorats/base";
import { chosenSfs } from "../support/arguments.ts";
import { PAIR_BW_HZ, PAIR_NOISE, framePair, receiveAll } from "../support/frame-pair.ts";

const PAIRS: Readonly<Record<number, number>> = { 7: 100, 9: 100, 11: 20 };
const LAGS = [
  [5, 8],
  [8, 12],
  [12, 20],
] as const;

export async function run(): Promise<void> {
  for (const sf of chosenSfs([7, 9, 11])) collisions(sf, PAIRS[sf]);
  await Promise.resolve();
}

function collisions(sf: number, pairs: number): void {
  const symbolS = 2 ** sf / PAIR_BW_HZ;
  console.log(
    `\ntwo SF${sf} frames of 16 bytes overlap, equal ones at 10 dB; ${pairs} pairs a row`,
  );
  console.log(
    "first over second, lag in symbols   found (first, second)   decoded   mean squared normalised errors: bias, onset   other reports",
  );
  for (const ratioDb of [6, 3, 0, -3, -6]) {
    for (const [from, to] of LAGS) {
      const count = { found: [0, 0], decoded: [0, 0], bias: 0, onset: 0, claims: 0, others: 0 };
      for (let i = 0; i < pairs; i++) {
        const random = new SeededRandom(10_000 * sf + 1000 * ratioDb + 100 * from + i);
        const lagS = (from + (to - from) * uniform(random)) * symbolS;
        const [iq, sent] = framePair(sf, ratioDb, lagS, PAIR_NOISE, random);
        const frames = receiveAll(iq, sf);
        count.others += frames.length;
        for (const [which, { onsetS, biasHz }] of sent.entries()) {
          const seen = frames.find(
            (f) => Math.abs(f.onsetS - onsetS) < 2e-5 && Math.abs(f.biasHz - biasHz) < 300,
          );
          if (!seen) continue;
          count.others--;
          count.found[which]++;
          if (seen.crcOk) count.decoded[which]++;
          if (seen.biasSdHz === null || seen.onsetSdS === null) continue;
          count.claims++;
          count.bias += ((seen.biasHz - biasHz) / seen.biasSdHz) ** 2;
          count.onset += ((seen.onsetS - onsetS) / seen.onsetSdS) ** 2;
        }
      }
      const { found, decoded, bias, onset, claims, others } = count;
      const errors = `${(bias / claims).toFixed(2)}, ${(onset / claims).toFixed(2)}`;
      console.log(
        `${String(ratioDb).padStart(4)} dB, ${from} to ${to}`.padEnd(36) +
          `${found.join(", ").padEnd(24)}${decoded.join(", ").padEnd(10)}${errors.padEnd(49)}${others}`,
      );
    }
  }
}
