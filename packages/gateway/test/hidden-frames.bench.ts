import { SeededRandom } from "@lorats/base";
import { ReceiverBank } from "../src/receiver/receiver-bank.ts";
import { airIq } from "./support/air.ts";

const RATE_HZ = 1_000_000;
const CENTRE_HZ = 867_800_000;
const FREQ_HZ = 868_100_000;
const BW_HZ = 125_000;
const BLOCK = 32_768;
const FRAMES = 24;
/** Nearer to the truth than this counts as found. */
const NEAR_S = 3e-6;

interface Collision {
  readonly sf: number;
  /** Symbols from the victim's onset to the collider's. */
  readonly lagSymbols: number;
  readonly louderDb: number;
  /** Of the victim. */
  readonly snrDb: number;
}

/** Share of victims whose onset is reported. */
function found({ sf, lagSymbols, louderDb, snrDb }: Collision): number {
  const random = new SeededRandom(1000 * sf + 100 * lagSymbols + 10 * louderDb + snrDb);
  const symbolS = 2 ** sf / BW_HZ;
  let count = 0;
  for (let n = 0; n < FRAMES; n++) {
    const onsetS = 0.05 + 1e-5 * (random.uint32() % 1000);
    const frame = (lateS: number, biasHz: number, levelDb: number) => ({
      freqHz: FREQ_HZ,
      sf,
      onsetS: onsetS + lateS,
      biasHz,
      payload: Uint8Array.of(0x40, ...random.bytes(20)),
      louderDb: levelDb,
    });
    const jitter = (random.uint32() % 1000) / 10_000;
    const iq = airIq({
      sampleRateHz: RATE_HZ,
      centreFreqHz: CENTRE_HZ,
      durationS: 0.15 + 60 * symbolS,
      // The louder one fills the receiver's range.
      frames: [
        frame(0, -17_000 + (random.uint32() % 2000), -louderDb),
        frame((lagSymbols + jitter) * symbolS, 300 + (random.uint32() % 300), 0),
      ],
      snrDb: snrDb + louderDb,
      seed: n,
    });
    const bank = new ReceiverBank({
      sampleRateHz: RATE_HZ,
      centreFreqHz: CENTRE_HZ,
      freqsHz: [FREQ_HZ],
      bwHz: BW_HZ,
      sfs: [7, 8, 9, 10, 11, 12],
      maxBiasHz: 25_000,
    });
    const sightings = [];
    for (let at = 0; at < iq.length; at += BLOCK) {
      sightings.push(...bank.push(iq.slice(at, at + BLOCK)));
    }
    sightings.push(...bank.flush());
    const isVictim = ({ onsetSample }: { readonly onsetSample: number }): boolean =>
      Math.abs(onsetSample / RATE_HZ - onsetS) < NEAR_S;
    if (sightings.some((s) => s.sf === sf && isVictim(s))) count++;
  }
  return count / FRAMES;
}

/** Prints how often the frame that a stealthy collision hides is still seen, with its onset. */
export async function run(): Promise<void> {
  await Promise.resolve();
  console.log(`${FRAMES} frames a figure, onsets within ${NEAR_S * 1e6} µs count as found`);
  console.log("SF  collider after  SNR   found when it is 10, 20, 30 dB louder");
  for (const sf of [7, 9]) {
    for (const lagSymbols of [4, 5, 7]) {
      for (const snrDb of [0, 10]) {
        const shares = [10, 20, 30].map((louderDb) => found({ sf, lagSymbols, louderDb, snrDb }));
        const percent = shares.map((share) => `${(100 * share).toFixed(0)} %`).join(", ");
        console.log(`${sf}   ${lagSymbols} symbols       ${snrDb} dB  ${percent}`);
      }
    }
  }
}
