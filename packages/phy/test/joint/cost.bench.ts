// `npm run bench -- cost`: CPU time and memory of a joint estimate at 2.4 Msps.
import { SeededRandom } from "@lorats/base";
import { newJointEstimate } from "../../src/joint/joint-estimate.ts";
import { JointEstimator } from "../../src/joint/joint-estimator.ts";
import { loraParams } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { waveformOf } from "../../src/signal/waveform.ts";
import { chosenSfs } from "../support/arguments.ts";
import { collectGarbage } from "../support/heap.ts";
import { CARRIER_HZ, jointTrials } from "../support/joint-trials.ts";

const RATE_HZ = 2.4e6;

export async function run(): Promise<void> {
  cost();
  await Promise.resolve();
}

function cost(): void {
  console.log(
    "\nCPU ms a joint estimate at 2.4 Msps, all stages and model check (targets: 5 at SF7, 80 at SF12)",
  );
  for (const sf of chosenSfs([7, 8, 9, 10, 11, 12])) {
    const frames = Math.round(100 / 2 ** ((sf - 7) / 2));
    jointTrials({ sf, snrDb: 0, frames });
    const narrow = jointTrials({ sf, snrDb: 0, frames }).cpuMs;
    const options = { biasReachHz: 50e-6 * CARRIER_HZ };
    const wide = jointTrials({ sf, snrDb: 0, frames, options }).cpuMs;
    const { workKb, perEstimate } = memory(sf);
    console.log(
      `  SF${sf}: ${narrow.toFixed(2)} from +-8 kHz, ${wide.toFixed(2)} from +-50 ppm; ${workKb.toFixed(0)} kB of work space,` +
        ` ${perEstimate.toFixed(0)} bytes left behind by an estimate`,
    );
  }
}

/** Buffers that an estimator holds, and what an estimate leaves behind after a garbage collection. */
function memory(sf: number): { workKb: number; perEstimate: number } {
  const waveform = waveformOf(loraParams(sf, 125_000), []);
  const arrival = { onsetS: 0.0004, biasHz: 5000, carrierHz: CARRIER_HZ };
  const durationS = waveform.durationS + 0.001;
  const random = new SeededRandom(1);
  const iq = synthesize({ sampleRateHz: RATE_HZ, durationS, waveform, arrival, snrDb: 0, random });
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  const options = { sf, bwHz: 125_000, sampleRateHz: RATE_HZ, carrierHz: CARRIER_HZ };
  const estimator = new JointEstimator(options);
  collectGarbage();
  const workKb = (process.memoryUsage().arrayBuffers - before) / 1024;
  const into = newJointEstimate();
  const rounds = sf >= 11 ? 20 : 100;
  for (let i = 0; i < rounds; i++) estimator.estimate(iq, arrival, into);
  collectGarbage();
  const heap = process.memoryUsage().heapUsed;
  for (let i = 0; i < rounds; i++) estimator.estimate(iq, arrival, into);
  collectGarbage();
  return { workKb, perEstimate: (process.memoryUsage().heapUsed - heap) / rounds };
}
