import { SeededRandom, uniform } from "@lorats/base";
import { addNoise } from "../src/awgn.ts";
import { FrameReceiver } from "../src/demod/frame-receiver.ts";
import { iqBuffer } from "../src/iq.ts";
import { loraParams } from "../src/params.ts";
import { addFrame } from "../src/signal/synth.ts";
import { frameWaveform } from "../src/signal/waveform.ts";
import { INTERFERENCE, interference } from "./interference.ts";
import { packetErrors } from "./per.ts";

const SFS = [7, 8, 9, 10, 11, 12];
/** The ends first: they are what targets are stated for. */
const PER_SFS = [7, 12, 8, 9, 10, 11];
/** SNR in the bandwidth at which about a tenth of the frames is lost. */
const NEAR: Readonly<Record<number, number>> = {
  7: -9.3,
  8: -12.2,
  9: -14.9,
  10: -17.8,
  11: -20.8,
  12: -23.5,
};
const BW_HZ = 125_000;

export async function run(): Promise<void> {
  throughput();
  collisions();
  falseDetections();
  packetErrorCurves();
}

function packetErrorCurves(): void {
  console.log(
    "\npacket errors: 16 bytes, CR 4/5, bias ±20 ppm with matching clock; noise white over 4 × the bandwidth",
  );
  console.log("SNR in 125 kHz, 1000 frames a point; the floor at 0 dB with 3000 (SF7) or 1000");
  for (const sf of PER_SFS) {
    const points = [-0.7, 0, 0.7].map((step) => {
      const snrDb = NEAR[sf] + step;
      return { snrDb, per: packetErrors(sf, snrDb, 1000).lost / 1000 };
    });
    const floor = packetErrors(sf, 0, sf === 7 ? 3000 : 1000);
    const curve = points.map(
      ({ snrDb, per }) => `${snrDb.toFixed(1)} dB ${(100 * per).toFixed(1)} %`,
    );
    console.log(
      `SF${sf}  ${curve.join("   ")}   10 % at ${tenPercent(points).toFixed(2)} dB   floor ${floor.lost} of ${floor.frames}`,
    );
  }
}

/** Where log PER crosses 10 %, by interpolation. */
function tenPercent(points: readonly { snrDb: number; per: number }[]): number {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (a.per < 0.1 || b.per > 0.1) continue;
    const share = Math.log(a.per / 0.1) / Math.log(a.per / Math.max(b.per, 1e-4));
    return a.snrDb + share * (b.snrDb - a.snrDb);
  }
  return Number.NaN;
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

function collisions(): void {
  console.log(
    "\ntwo SF7 frames of 16 bytes overlap, 5 to 20 symbols apart, louder one at 10 dB and more; 100 a row",
  );
  console.log(
    "first over second   found (first, second)   decoded (first, second)   other reports",
  );
  const symbolS = 2 ** 7 / BW_HZ;
  const rate = 4 * BW_HZ;
  for (const ratioDb of [6, 3, 0, -3, -6]) {
    const count = { found: [0, 0], decoded: [0, 0], others: 0 };
    for (let i = 0; i < 100; i++) {
      const random = new SeededRandom(1000 * ratioDb + i);
      const lagS = (5 + 15 * uniform(random)) * symbolS;
      const iq = iqBuffer(Math.ceil(0.095 * rate));
      const sent = [0, lagS].map((late, which) => {
        const onsetS = 3 * symbolS + late;
        const biasHz = (2 * uniform(random) - 1) * 20e3;
        const amplitude = 10 ** (((which === 0 ? 1 : -1) * ratioDb) / 40);
        const waveform = frameWaveform(loraParams(7, BW_HZ), random.bytes(16));
        const phaseRad = 2 * Math.PI * uniform(random);
        addFrame(iq, rate, waveform, { onsetS, biasHz, carrierHz: 868e6, amplitude, phaseRad });
        return { onsetS, biasHz };
      });
      addNoise(iq, 0.4, random);
      const receiver = new FrameReceiver({
        sampleRateHz: rate,
        bwHz: BW_HZ,
        sfs: [7],
        carrierHz: 868e6,
      });
      const frames = [...receiver.push(iq), ...receiver.flush()];
      count.others += frames.length;
      for (const [which, { onsetS, biasHz }] of sent.entries()) {
        const seen = frames.find(
          (f) => Math.abs(f.onsetS - onsetS) < 2e-5 && Math.abs(f.biasHz - biasHz) < 300,
        );
        if (!seen) continue;
        count.others--;
        count.found[which]++;
        if (seen.crcOk) count.decoded[which]++;
      }
    }
    const { found, decoded, others } = count;
    console.log(
      `${String(ratioDb).padStart(4)} dB               ${found.join(", ")}                  ${decoded.join(", ")}                   ${others}`,
    );
  }
}

function falseDetections(): void {
  console.log("\nfalse reports, SF7 to SF12 at 125 kHz, 60 s each");
  const rate = 250_000;
  for (const kind of INTERFERENCE) {
    const receiver = new FrameReceiver({
      sampleRateHz: rate,
      bwHz: BW_HZ,
      sfs: SFS,
      carrierHz: 868e6,
    });
    const random = new SeededRandom(7);
    let reports = 0;
    for (let second = 0; second < 60; second++) {
      reports += receiver.push(interference(kind, rate, 1, random)).length;
    }
    reports += receiver.flush().length;
    console.log(
      `${kind.padEnd(14)} ${reports} frames or orphans, ${receiver.counters.sightings} preambles suspected`,
    );
  }
}
