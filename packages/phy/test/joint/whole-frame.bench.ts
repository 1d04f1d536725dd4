// `npm run bench -- whole-frame [--full]`: symbol clock against carrier over decoded frames, beside the bound.
import { SeededRandom, uniform } from "@lorats/base";
import { cramerRaoBound } from "../../src/bounds/cramer-rao.ts";
import { waveformLayout } from "../../src/joint/chirp-layout.ts";
import { JointEstimator } from "../../src/joint/joint-estimator.ts";
import { refineWholeFrame } from "../../src/joint/whole-frame.ts";
import { loraParams } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";
import { CARRIER_HZ } from "../support/joint-trials.ts";

const full = process.argv.includes("--full");

export async function run(): Promise<void> {
  wholeFrames();
  await Promise.resolve();
}

function wholeFrames(): void {
  console.log(
    "\nWhole frames of 30 bytes at SNR125 -5.2 dB: symbol clock against carrier (250 ksps, no wander)",
  );
  const carrierHz = CARRIER_HZ;
  const sampleRateHz = 250_000;
  const model = { onset: true, drift: true, clockFree: true, freePhase: false };
  for (const sf of [7, 9, 10, 11, 12]) {
    const frames = full ? Math.round(400 / 2 ** ((sf - 7) / 2)) : sf < 11 ? 40 : 10;
    const random = new SeededRandom(70 + sf);
    const estimator = new JointEstimator({ sf, bwHz: 125_000, sampleRateHz, carrierHz });
    let [square, normalised, bound, cpu] = [0, 0, 0, 0];
    for (let i = 0; i < frames; i++) {
      const waveform = frameWaveform(loraParams(sf, 125_000), random.bytes(30));
      const arrival = {
        onsetS: 0.0004 + 1e-4 * uniform(random),
        biasHz: 40_000 * (uniform(random) - 0.5),
        driftHzPerS: 20 * (uniform(random) - 0.5),
        clockPpm: 10 * (uniform(random) - 0.5),
        phaseRad: 2 * Math.PI * uniform(random),
        carrierHz,
      };
      const durationS = waveform.durationS + 0.001;
      const iq = synthesize({ sampleRateHz, durationS, waveform, arrival, snrDb: -5.2, random });
      const start = estimator.estimate(iq, arrival) ?? arrival;
      const before = process.cpuUsage().user;
      const options = { sampleRateHz, carrierHz, wanderAllanDeviation: 0, onsetFloorS: 0 };
      const found = refineWholeFrame(iq, waveform, start, options);
      cpu += process.cpuUsage().user - before;
      const error = (found?.mismatchPpm ?? 0) - arrival.clockPpm;
      square += error ** 2 / frames;
      normalised += (error / (found?.mismatchSdPpm ?? 1)) ** 2 / frames;
      const least = cramerRaoBound(waveformLayout(waveform), model, -5.2, carrierHz).clockSd;
      bound += ((least ?? 0) * 1e6) / frames;
    }
    const rmse = Math.sqrt(square);
    console.log(
      `  SF${sf} ${frames} frames: RMSE ${rmse.toPrecision(3)} ppm = ${(rmse / bound).toFixed(2)} x bound, MSNE ${normalised.toFixed(2)};` +
        ` a mismatch of ${(6.38 * rmse).toPrecision(2)} ppm is found at 99.9 % with 0.1 % false; ${(cpu / frames / 1000).toFixed(0)} ms`,
    );
  }
}
