import { availableParallelism, cpus } from "node:os";
import { SeededRandom } from "@lorats/base";
import { encodeSamples, sampleFormat } from "@lorats/phy";
import { Channeliser } from "../src/receiver/channeliser.ts";
import { StreamReceiver } from "../src/receiver/stream-receiver.ts";
import { type SentFrame, airIq, airtimeS } from "./support/air.ts";

const RATE_HZ = 2_400_000;
const CENTRE_HZ = 867_800_000;
const FREQS_HZ = [867.1, 867.3, 867.5, 867.7, 867.9, 868.1, 868.3, 868.5].map((MHz) =>
  Math.round(MHz * 1e6),
);
const SFS = [7, 8, 9, 10, 11, 12];
const PART_S = 6;
/** Frames begin within this; the rest lets the last ones end, and is taken off by what noise alone costs. */
const TRAFFIC_S = PART_S - 2.5;
/** As they come out of a socket. */
const BLOCK_BYTES = 65_536;
/** Shares of spreading factors in real traffic with rate adaptation; an assumption. */
const SF_SHARES = [0.45, 0.2, 0.13, 0.1, 0.07, 0.05];

function frames(perSecond: number, seed: number): SentFrame[] {
  const random = new SeededRandom(seed);
  const draw = (): number => random.uint32() / 2 ** 32;
  return Array.from({ length: Math.round(perSecond * TRAFFIC_S) }, () => {
    let sf = 7;
    for (let rest = draw(); sf < 12 && rest > SF_SHARES[sf - 7]!; sf++) rest -= SF_SHARES[sf - 7]!;
    return {
      freqHz: FREQS_HZ[random.uint32() % 8]!,
      sf,
      onsetS: 0.05 + draw() * (TRAFFIC_S - 0.1),
      biasHz: (draw() - 0.5) * 30_000,
      payload: random.bytes(12 + (random.uint32() % 20)),
    };
  });
}

function bytesOf(sent: readonly SentFrame[], seed: number): Uint8Array {
  const air = { sampleRateHz: RATE_HZ, centreFreqHz: CENTRE_HZ, durationS: PART_S, snrDb: 5, seed };
  return encodeSamples(sampleFormat("cu8"), airIq({ ...air, frames: sent }));
}

interface Figures {
  readonly cpuS: number;
  readonly decoded: number;
  readonly sightings: number;
  readonly worstBlockMs: number;
  /** From a frame's end to its report: until its block was whole, and the block's processor time. */
  readonly lagMs: number[];
}

function play(
  bytes: Uint8Array,
  sent: readonly SentFrame[],
  { demodulate = true, wholeFrames = false } = {},
): Figures {
  const receiver = new StreamReceiver({
    sampleRateHz: RATE_HZ,
    centreFreqHz: CENTRE_HZ,
    freqsHz: FREQS_HZ,
    bwHz: 125_000,
    sfs: SFS,
    maxBiasHz: 25_000,
    demodulate,
    wholeFrames,
    format: "cu8",
    snippetBytes: 8_000_000,
    spectrum: { bins: 256, rowS: 0.1 },
  });
  const start = process.cpuUsage();
  const lagMs: number[] = [];
  let decoded = 0;
  let sightings = 0;
  let worstBlockMs = 0;
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const begun = threadMs();
    const seen = receiver.push(bytes.subarray(at, at + BLOCK_BYTES)).sightings;
    const tookMs = threadMs() - begun;
    worstBlockMs = Math.max(worstBlockMs, tookMs);
    for (const sighting of seen) {
      sightings++;
      if (sighting.kind !== "frame") continue;
      const of = sent.find((f) => Buffer.compare(f.payload, sighting.payload!) === 0);
      if (!of) continue;
      decoded++;
      const endS = of.onsetS + airtimeS(of.sf, of.payload);
      lagMs.push(((at + BLOCK_BYTES) / 2 / RATE_HZ - endS) * 1e3 + tookMs);
    }
  }
  const { user, system } = process.cpuUsage(start);
  return { cpuS: (user + system) / 1e6, decoded, sightings, worstBlockMs, lagMs };
}

/** Processor time of this thread: what others do on a busy machine is not the receiver's. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e3;
}

function channeliserShare(): number {
  const bank = new Channeliser({
    sampleRateHz: RATE_HZ,
    offsetsHz: FREQS_HZ.map((hz) => hz - CENTRE_HZ),
    passHz: 87_500,
    leastRateHz: 250_000,
  });
  const block = new Float32Array(65_536).fill(0.1);
  const blocks = Math.round((2 * RATE_HZ) / 32_768);
  for (let i = 0; i < 20; i++) bank.push(block.slice());
  const start = process.cpuUsage();
  for (let i = 0; i < blocks; i++) bank.push(block.slice());
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6 / 2;
}

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;

/** Prints how much faster than real time one core receives, and how late frames come out. */
export async function run(): Promise<void> {
  await Promise.resolve();
  console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}`);
  console.log(
    `2.4 Msps cu8, 8 channels x SF7-12, all frames fully demodulated and jointly estimated`,
  );
  const share = channeliserShare();
  console.log(`channel bank alone: ${share.toFixed(3)} s of processor a second`);
  const warm = frames(3, 1);
  play(bytesOf(warm, 1), warm);
  const idle = play(bytesOf([], 7), []).cpuS / PART_S;
  const factorOf = ({ cpuS }: Figures): number => TRAFFIC_S / (cpuS - (PART_S - TRAFFIC_S) * idle);
  for (const perSecond of [0, 2, 10]) {
    const sent = frames(perSecond, 42);
    const figures = play(bytesOf(sent, 7), sent);
    const { decoded, sightings, worstBlockMs, lagMs } = figures;
    const factor = factorOf(figures);
    console.log(
      `${perSecond} frames/s: real-time factor ${factor.toFixed(2)} on one core (processor time), ` +
        `${decoded} of ${sent.length} decoded, ${sightings - decoded} other sightings, ` +
        `worst block of ${(BLOCK_BYTES / 2 / RATE_HZ) * 1e3} ms: ${worstBlockMs.toFixed(1)} ms`,
    );
    if (lagMs.length === 0) continue;
    const [p50, p99] = [quantile(lagMs, 0.5), quantile(lagMs, 0.99)];
    console.log(
      `  frame's end to sighting: ${p50.toFixed(1)} ms median, ${p99.toFixed(1)} ms at 99 % ` +
        `(add the dongle's buffer, up to ${((131_072 / RATE_HZ) * 1e3).toFixed(1)} ms)`,
    );
  }
  const sent = frames(10, 42);
  const bytes = bytesOf(sent, 7);
  const whole = play(bytes, sent, { wholeFrames: true });
  console.log(
    `10 frames/s, whole frames fitted too: real-time factor ${factorOf(whole).toFixed(2)}, ` +
      `${quantile(whole.lagMs, 0.5).toFixed(1)} ms median, ${quantile(whole.lagMs, 0.99).toFixed(1)} ms at 99 %`,
  );
  const alone = play(bytes, sent, { demodulate: false });
  console.log(
    `10 frames/s, detection and joint estimates alone: real-time factor ${factorOf(alone).toFixed(2)}, ` +
      `${alone.sightings} preambles reported of ${sent.length}`,
  );
}
