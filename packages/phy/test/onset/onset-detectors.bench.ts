// `npm run bench -- onset-detectors [--full] [--sf=7,8]`: every onset detector without a hint, at 2.4 Msps, beside the bound.
import { SeededRandom, uniform } from "@lorats/base";
import { cramerRaoBound } from "../../src/bounds/cramer-rao.ts";
import { preambleLayout } from "../../src/joint/chirp-layout.ts";
import { onsetDetectors } from "../../src/onset/index.ts";
import { loraParams } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { waveformOf } from "../../src/signal/waveform.ts";
import { chosenSfs, full } from "../support/arguments.ts";
import { SENSITIVITY_DB } from "../support/sensitivity.ts";

const RATE_HZ = 2.4e6;
const BW_HZ = 125_000;
const CARRIER_HZ = 868.1e6;
const SYNC = [24, 32] as const;
const TRIALS: Readonly<Record<number, number>> = { 7: 200, 8: 100, 9: 50, 10: 20, 11: 10, 12: 6 };
const MODEL = { onset: true, drift: true, clockFree: false, freePhase: false };

export async function run(): Promise<void> {
  console.log(
    "\nOnset detectors without a hint, bias -20 kHz, clock tied: RMSE us, times the bound (coherent, drift fitted), CPU ms",
  );
  for (const sf of chosenSfs(full ? [7, 8, 9, 10, 11, 12] : [7])) {
    const from = SENSITIVITY_DB[sf];
    const levels = full ? [from, -5.2, 0, 5, 10, 20] : [-5.2, 10, 20];
    for (const snrDb of levels) detectors(sf, snrDb, full ? TRIALS[sf] : 20);
  }
  await Promise.resolve();
}

/** All detectors on the same preambles after noise. */
function detectors(sf: number, snrDb: number, trials: number): void {
  const setting = {
    sf,
    bwHz: BW_HZ,
    sampleRateHz: RATE_HZ,
    preambleLength: 8,
    sync: SYNC,
    carrierHz: CARRIER_HZ,
  };
  const layout = preambleLayout(sf, BW_HZ, 8, SYNC);
  const boundUs = 1e6 * cramerRaoBound(layout, MODEL, snrDb, CARRIER_HZ).onsetSdS!;
  const chirpS = 2 ** sf / BW_HZ;
  const waveform = waveformOf(loraParams(sf, BW_HZ), []);
  const random = new SeededRandom(7 * sf);
  const rows = onsetDetectors.map((method) => ({
    method,
    detector: method.prepare(setting),
    samples: method.chirpsNeeded(setting) * chirpS * RATE_HZ,
    squares: 0,
    cpu: 0,
  }));
  for (let i = 0; i < trials; i++) {
    const onsetS = chirpS * (2 + uniform(random));
    const phaseRad = 2 * Math.PI * uniform(random);
    const iq = synthesize({
      sampleRateHz: RATE_HZ,
      durationS: onsetS + 13 * chirpS,
      waveform,
      arrival: { onsetS, biasHz: -20_000, carrierHz: CARRIER_HZ, phaseRad },
      snrDb,
      random,
    });
    for (const row of rows) {
      const heard = iq.subarray(0, 2 * Math.ceil(onsetS * RATE_HZ + row.samples));
      const before = process.cpuUsage().user;
      const found = row.detector.detect(heard);
      row.cpu += process.cpuUsage().user - before;
      // Nothing found counts as if the buffer's beginning had been named.
      row.squares += ((Number.isNaN(found) ? 0 : found) - onsetS) ** 2;
    }
  }
  const cells = rows.map(({ method, squares, cpu }) => {
    const us = 1e6 * Math.sqrt(squares / trials);
    const times = (us / boundUs).toPrecision(3);
    return `${method.name} ${us.toPrecision(3)} = ${times} x (${(cpu / trials / 1000).toFixed(1)})`;
  });
  console.log(
    `SF${sf} ${snrDb} dB, ${trials} frames, bound ${boundUs.toPrecision(3)}: ${cells.join("; ")}`,
  );
}
