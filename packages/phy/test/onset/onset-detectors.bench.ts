// `npm run bench -- onset-detectors [--full]`: every onset detector without a hint, at 2.4 Msps.
import { SeededRandom, uniform } from "@lorats/base";
import { type OnsetMethod, onsetDetectors } from "../../src/onset/index.ts";
import { loraParams } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { waveformOf } from "../../src/signal/waveform.ts";

const RATE_HZ = 2.4e6;
const full = process.argv.includes("--full");

export async function run(): Promise<void> {
  paperOnsets();
  await Promise.resolve();
}

/** Signed onset errors in seconds of a detector on whole preambles after noise. */
function onsetTrials(
  method: OnsetMethod,
  sf: number,
  snrDb: number,
  trials: number,
): { errors: number[]; ms: number } {
  const setting = {
    sf,
    bwHz: 125_000,
    sampleRateHz: RATE_HZ,
    preambleLength: 8,
    sync: [24, 32] as const,
  };
  const random = new SeededRandom(7);
  const detector = method.prepare(setting);
  const chirpS = 2 ** sf / 125_000;
  const waveform = waveformOf(loraParams(sf, 125_000), []);
  const errors: number[] = [];
  let cpu = 0;
  for (let i = 0; i < trials; i++) {
    const onsetS = chirpS * (2 + uniform(random));
    const iq = synthesize({
      sampleRateHz: RATE_HZ,
      durationS: onsetS + method.chirpsNeeded(setting) * chirpS,
      waveform,
      arrival: { onsetS, biasHz: -20_000, phaseRad: 2 * Math.PI * uniform(random) },
      snrDb,
      random,
    });
    const before = process.cpuUsage().user;
    // Nothing found counts as if the buffer's beginning had been named.
    const found = detector.detect(iq);
    errors.push((Number.isNaN(found) ? 0 : found) - onsetS);
    cpu += process.cpuUsage().user - before;
  }
  return { errors, ms: cpu / trials / 1000 };
}

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

function paperOnsets(): void {
  console.log(
    "\nOnset detectors without a hint at SF7, bias -20 kHz: RMSE us (CPU ms) against SNR125",
  );
  const levels = full ? [-7.5, -5.2, 0, 5, 10, 15, 20] : [-5.2, 10, 20];
  for (const method of onsetDetectors) {
    const cells = levels.map((snrDb) => {
      const { errors, ms } = onsetTrials(method, 7, snrDb, full ? 200 : 20);
      return `${snrDb} dB ${(rms(errors) * 1e6).toPrecision(3)} (${ms.toFixed(1)})`;
    });
    console.log(`  ${method.name.padEnd(24)} ${cells.join("  ")}`);
  }
}
