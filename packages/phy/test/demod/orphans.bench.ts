// `npm run bench -- orphans [--sf=7]`: preambles whose frame is lost to a collision, to noise or to the recording's end.
import { SeededRandom, gaussian, uniform } from "@lorats/base";
import { addNoise } from "../../src/awgn.ts";
import type { ReceivedFrame } from "../../src/demod/received-frame.ts";
import { iqBuffer, iqSlice } from "../../src/iq.ts";
import { loraParams } from "../../src/params.ts";
import { addFrame } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";
import { chosenSfs } from "../support/arguments.ts";
import {
  PAIR_BW_HZ as BW_HZ,
  PAIR_CARRIER_HZ as CARRIER_HZ,
  PAIR_RATE_HZ as RATE,
  type Sent,
  framePair,
  receiveAll,
} from "../support/frame-pair.ts";

const FRAMES = 100;
const PAIRS: Readonly<Record<number, number>> = { 7: 300, 9: 150, 11: 40 };

export async function run(): Promise<void> {
  for (const sf of chosenSfs([7, 9, 11])) overlapping(sf, PAIRS[sf]);
  orphans();
  await Promise.resolve();
}

/** The frames of a pair overlap from the 5th to the 20th symbol on, at up to 6 dB either way: whose preambles are reported? */
function overlapping(sf: number, pairs: number): void {
  const symbolS = 2 ** sf / BW_HZ;
  console.log(
    `\ntwo SF${sf} frames, the second 5 to 20 symbols later, first over second -6 to 6 dB; ${pairs} pairs a row`,
  );
  console.log("SNR of the weaker   preambles reported (first, second)   frames decoded");
  for (const snrDb of [-7.5, -5, 0, 10].map((db) => db - 2.5 * (sf - 7))) {
    const reported = [0, 0];
    const decoded = [0, 0];
    for (let i = 0; i < pairs; i++) {
      const random = new SeededRandom(100_000 * sf + 1000 * Math.round(snrDb) + i);
      const ratioDb = 12 * uniform(random) - 6;
      const lagS = (5 + 15 * uniform(random)) * symbolS;
      const weaker = 10 ** (-Math.abs(ratioDb) / 20);
      const noise = (weaker * 10 ** (-snrDb / 10) * RATE) / BW_HZ;
      const [iq, sent] = framePair(sf, ratioDb, lagS, noise, random);
      const frames = receiveAll(iq, sf);
      for (const [which, each] of sent.entries()) {
        const seen = frames.filter((frame) => isOf(frame, each));
        if (seen.length > 0) reported[which]++;
        if (seen.some((frame) => frame.crcOk)) decoded[which]++;
      }
    }
    console.log(
      `${snrDb.toFixed(1).padStart(6)} dB           ${reported.join(", ").padEnd(37)}${decoded.join(", ")}`,
    );
  }
}

/** Whether a report is about a frame: on its chirp line, within a quarter of a symbol. */
function isOf({ sf, onsetS, biasHz, ambiguity }: ReceivedFrame, sent: Sent): boolean {
  const step = ambiguity ? Math.round((onsetS - sent.onsetS) * BW_HZ) : 0;
  const late = onsetS - sent.onsetS - step / BW_HZ;
  const high = biasHz - sent.biasHz - (step * BW_HZ) / 2 ** sf;
  const near = Math.abs(step) <= 2 ** sf / 4 && Math.abs(late) < 2e-5;
  return near && Math.abs(high) < (0.3 * BW_HZ) / 2 ** sf;
}

const FATES = {
  "noise 15 dB louder": (iq: Float32Array, from: number, random: SeededRandom) => {
    const level = Math.sqrt((10 ** 1.5 * RATE) / BW_HZ / 2);
    for (let i = 2 * from; i < iq.length; i++) iq[i] += level * gaussian(random);
    return iq;
  },
  "end of the recording": (iq: Float32Array, from: number) => iqSlice(iq, 0, from),
  "a frame 15 dB louder": (iq: Float32Array, from: number, random: SeededRandom) => {
    const waveform = frameWaveform(loraParams(7, BW_HZ), random.bytes(16));
    const biasHz = (2 * uniform(random) - 1) * 20e3;
    const arrival = { onsetS: from / RATE, biasHz, carrierHz: CARRIER_HZ, amplitude: 5.6 };
    addFrame(iq, RATE, waveform, arrival);
    return iq;
  },
} as const;

function orphans(): void {
  console.log(
    `\nSF7 preambles that lose their SFD; ${FRAMES} a row; grid steps of 8 us and 976.6 Hz`,
  );
  console.log(
    "what came after so many chirps   SNR   reported   on the right step, one off   mean squared normalised errors: bias, onset   other reports",
  );
  for (const fate of Object.keys(FATES) as (keyof typeof FATES)[]) {
    for (const clean of [5, 6.5, 8]) {
      for (const snrDb of [-7.5, -5, 0, 10]) {
        const f = orphanRow(fate, clean, snrDb);
        const errors = `${(f.bias / f.claims).toFixed(2)}, ${(f.onset / f.claims).toFixed(2)}`;
        console.log(
          `${fate} after ${clean}`.padEnd(33) +
            `${String(snrDb).padStart(4)}   ${String(f.found).padEnd(11)}${`${f.right}, ${f.near}`.padEnd(29)}${errors.padEnd(49)}${f.others}`,
        );
      }
    }
  }
}

function orphanRow(
  fate: keyof typeof FATES,
  clean: number,
  snrDb: number,
): Record<"found" | "right" | "near" | "bias" | "onset" | "claims" | "others", number> {
  const symbolS = 2 ** 7 / BW_HZ;
  const row = { found: 0, right: 0, near: 0, bias: 0, onset: 0, claims: 0, others: 0 };
  for (let i = 0; i < FRAMES; i++) {
    const random = new SeededRandom(7000 + 100_000 * clean + 1000 * snrDb + i);
    const whole = iqBuffer(Math.ceil(80 * symbolS * RATE));
    const onsetS = (3 + uniform(random)) * symbolS;
    const biasHz = (2 * uniform(random) - 1) * 20e3;
    const phaseRad = 2 * Math.PI * uniform(random);
    const waveform = frameWaveform(loraParams(7, BW_HZ), random.bytes(16));
    addFrame(whole, RATE, waveform, { onsetS, biasHz, carrierHz: CARRIER_HZ, phaseRad });
    addNoise(whole, (10 ** (-snrDb / 10) * RATE) / BW_HZ, random);
    // Two transmitters do not keep step: what comes does so up to half a chirp later.
    const chirps = clean + (fate === "a frame 15 dB louder" ? 0.5 * uniform(random) : 0);
    const iq = FATES[fate](whole, Math.round((onsetS + chirps * symbolS) * RATE), random);
    const frames = receiveAll(iq, 7);
    const seen = frames.find((f) => Math.abs(f.onsetS - onsetS) < 0.45 * symbolS);
    row.others += frames.length - (seen ? 1 : 0) - (fate === "a frame 15 dB louder" ? 1 : 0);
    if (!seen) continue;
    row.found++;
    const k = seen.ambiguity ? Math.round((seen.onsetS - onsetS) * BW_HZ) : 0;
    if (k === 0) row.right++;
    if (Math.abs(k) === 1) row.near++;
    if (seen.biasSdHz === null || seen.onsetSdS === null) continue;
    row.claims++;
    row.bias += ((seen.biasHz - biasHz - (k * BW_HZ) / 128) / seen.biasSdHz) ** 2;
    row.onset += ((seen.onsetS - onsetS - k / BW_HZ) / seen.onsetSdS) ** 2;
  }
  return row;
}
