// `npm run bench -- collisions`: two frames of one spreading factor at once, and preambles that lost their SFD.
import { SeededRandom, gaussian, uniform } from "@lorats/base";
import { addNoise } from "../../src/awgn.ts";
import { FrameReceiver } from "../../src/demod/frame-receiver.ts";
import type { ReceivedFrame } from "../../src/demod/received-frame.ts";
import { iqBuffer, iqSlice } from "../../src/iq.ts";
import { loraParams } from "../../src/params.ts";
import { addFrame } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";

const BW_HZ = 125_000;
const RATE = 4 * BW_HZ;
const CARRIER_HZ = 868e6;
const FRAMES = 100;
const LAGS = [
  [5, 8],
  [8, 12],
  [12, 20],
] as const;

export async function run(): Promise<void> {
  for (const sf of [7, 9]) collisions(sf);
  orphans();
  await Promise.resolve();
}

interface Sent {
  readonly onsetS: number;
  readonly biasHz: number;
}

function receive(iq: Float32Array, sf: number): ReceivedFrame[] {
  const options = { sampleRateHz: RATE, bwHz: BW_HZ, sfs: [sf], carrierHz: CARRIER_HZ };
  const receiver = new FrameReceiver(options);
  return [...receiver.push(iq), ...receiver.flush()];
}

/** Two frames of 16 bytes; white noise 10 dB below the weaker of an equal pair. */
function pair(
  sf: number,
  ratioDb: number,
  lagS: number,
  random: SeededRandom,
): [Float32Array, Sent[]] {
  const symbolS = 2 ** sf / BW_HZ;
  const params = loraParams(sf, BW_HZ);
  const iq = iqBuffer(Math.ceil(95 * symbolS * RATE));
  const sent = [0, lagS].map((late, which) => {
    const onsetS = 3 * symbolS + late;
    const biasHz = (2 * uniform(random) - 1) * 20e3;
    const amplitude = 10 ** (((which === 0 ? 1 : -1) * ratioDb) / 40);
    const waveform = frameWaveform(params, random.bytes(16));
    const phaseRad = 2 * Math.PI * uniform(random);
    addFrame(iq, RATE, waveform, { onsetS, biasHz, carrierHz: CARRIER_HZ, amplitude, phaseRad });
    return { onsetS, biasHz };
  });
  addNoise(iq, 0.4, random);
  return [iq, sent];
}

function collisions(sf: number): void {
  const symbolS = 2 ** sf / BW_HZ;
  console.log(
    `\ntwo SF${sf} frames of 16 bytes overlap, equal ones at 10 dB; ${FRAMES} pairs a row`,
  );
  console.log(
    "first over second, lag in symbols   found (first, second)   decoded   mean squared normalised errors: bias, onset   other reports",
  );
  for (const ratioDb of [6, 3, 0, -3, -6]) {
    for (const [from, to] of LAGS) {
      const count = { found: [0, 0], decoded: [0, 0], bias: 0, onset: 0, claims: 0, others: 0 };
      for (let i = 0; i < FRAMES; i++) {
        const random = new SeededRandom(10_000 * sf + 1000 * ratioDb + 100 * from + i);
        const lagS = (from + (to - from) * uniform(random)) * symbolS;
        const [iq, sent] = pair(sf, ratioDb, lagS, random);
        const frames = receive(iq, sf);
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
      for (const snrDb of [-5, 0, 10]) {
        const f = orphanRow(fate, clean, snrDb);
        const errors = `${(f.bias / f.claims).toFixed(2)}, ${(f.onset / f.claims).toFixed(2)}`;
        console.log(
          `${fate} after ${clean}`.padEnd(33) +
            `${String(snrDb).padStart(3)}   ${String(f.found).padEnd(11)}${`${f.right}, ${f.near}`.padEnd(29)}${errors.padEnd(49)}${f.others}`,
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
    const iq = FATES[fate](whole, Math.round((onsetS + clean * symbolS) * RATE), random);
    const frames = receive(iq, 7);
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
