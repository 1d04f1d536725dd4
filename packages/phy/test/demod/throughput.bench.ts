// `npm run bench -- throughput`: samples per CPU second of the demodulator, busy and idle.
import { SeededRandom } from "@lorats/base";
import { addNoise } from "../../src/awgn.ts";
import { FrameReceiver } from "../../src/demod/frame-receiver.ts";
import { iqBuffer } from "../../src/iq.ts";
import { loraParams } from "../../src/params.ts";
import { addFrame } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";

const BW_HZ = 125_000;

export async function run(): Promise<void> {
  throughput();
  await Promise.resolve();
}

function throughput(): void {
  console.log(
    "\ndemodulator (soft decisions), SF7, 125 kHz, one channel, Msamples per CPU second, best of five",
  );
  for (const oversampling of [1, 4, 19.2]) {
    const rate = oversampling * BW_HZ;
    const busy = backToBack(rate, 3);
    const idle = iqBuffer(3 * rate);
    addNoise(idle, 1, new SeededRandom(2));
    const speeds = [busy.iq, idle].map((iq) => {
      let best = 0;
      for (let round = 0; round < 5; round++) best = Math.max(best, speed(iq, rate));
      return best.toFixed(1);
    });
    console.log(
      `${oversampling}x  busy ${speeds[0]} (${busy.frames} frames back to back)   noise only ${speeds[1]}`,
    );
  }
}

function speed(iq: Float32Array, sampleRateHz: number): number {
  const receiver = new FrameReceiver({
    sampleRateHz,
    bwHz: BW_HZ,
    sfs: [7],
    carrierHz: 868e6,
    measure: false,
  });
  const start = process.cpuUsage();
  for (let i = 0; i < iq.length; i += 131_072) receiver.push(iq.subarray(i, i + 131_072));
  receiver.flush();
  const { user, system } = process.cpuUsage(start);
  return iq.length / 2 / (user + system);
}

function backToBack(rate: number, seconds: number): { iq: Float32Array; frames: number } {
  const random = new SeededRandom(3);
  const iq = iqBuffer(Math.ceil(seconds * rate));
  const params = loraParams(7, BW_HZ);
  let onsetS = 0.005;
  let frames = 0;
  for (;;) {
    const waveform = frameWaveform(params, random.bytes(16));
    if (onsetS + waveform.durationS > seconds) break;
    addFrame(iq, rate, waveform, { onsetS, biasHz: 5000, carrierHz: 868e6 });
    onsetS += waveform.durationS + 0.0005;
    frames++;
  }
  addNoise(iq, (0.1 * rate) / BW_HZ, random);
  return { iq, frames };
}
