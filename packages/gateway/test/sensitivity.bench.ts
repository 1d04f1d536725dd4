import { SeededRandom } from "@lorats/base";
import {
  FrameReceiver,
  addFrame,
  addNoise,
  frameWaveform,
  loraParams,
  noisePower,
} from "@lorats/phy";

const RATE_HZ = 250_000;
const BW_HZ = 125_000;
const CARRIER_HZ = 868_100_000;
const FRAMES = 40;
const PAYLOAD_BYTES = 16;
/** Where the demodulator's 10 % PER lies, more or less; the grid goes around it. */
const LIMIT_DB: Readonly<Record<number, number>> = {
  7: -8,
  8: -10.5,
  9: -13.5,
  10: -16,
  11: -18.5,
  12: -21.5,
};
const STEPS_DB = [-6, -5, -4, -3, -2, -1, 0, 1];
const LEVEL = 0.1;

interface Rates {
  readonly seen: number;
  readonly decoded: number;
}

/** Shares of frames that were seen at all, and decoded, on one channel as it leaves the channel bank. */
function rates(sf: number, snrDb: number, demodulate: boolean): Rates {
  const random = new SeededRandom(1000 * sf + Math.round(10 * snrDb) + 500);
  const receiver = new FrameReceiver({
    sampleRateHz: RATE_HZ,
    bwHz: BW_HZ,
    sfs: [sf],
    maxBiasHz: 25_000,
    carrierHz: CARRIER_HZ,
    longestPreamble: 16,
    demodulate,
  });
  const symbolS = 2 ** sf / BW_HZ;
  const onsets: number[] = [];
  const seen = new Set<number>();
  const decoded = new Set<number>();
  let at = 0;
  const take = (frames: ReturnType<FrameReceiver["push"]>): void => {
    for (const { onsetS, crcOk } of frames) {
      const i = onsets.findIndex((onset) => Math.abs(onset - onsetS) < 2 * symbolS);
      if (i < 0) continue;
      seen.add(i);
      if (crcOk) decoded.add(i);
    }
  };
  for (let i = 0; i < FRAMES; i++) {
    const payload = random.bytes(PAYLOAD_BYTES);
    const waveform = frameWaveform(loraParams(sf, BW_HZ), payload);
    const iq = new Float32Array(2 * Math.ceil((waveform.durationS + 20 * symbolS) * RATE_HZ));
    const onsetS = (2 + 3 * (random.uint32() / 2 ** 32)) * symbolS;
    const biasHz = ((random.uint32() / 2 ** 32) * 2 - 1) * 20_000;
    addFrame(iq, RATE_HZ, waveform, {
      onsetS,
      biasHz,
      carrierHz: CARRIER_HZ,
      amplitude: LEVEL,
      phaseRad: 6 * (random.uint32() / 2 ** 32),
    });
    addNoise(iq, noisePower(snrDb, BW_HZ, RATE_HZ, LEVEL ** 2), random);
    onsets.push(at / RATE_HZ + onsetS);
    at += iq.length / 2;
    take(receiver.push(iq));
  }
  take(receiver.flush());
  return { seen: seen.size / FRAMES, decoded: decoded.size / FRAMES };
}

/** SNR at which a share falls below 90 %, by the line between the two grid points around it; NaN outside of the grid. */
function tenPercent(points: readonly { readonly snrDb: number; readonly share: number }[]): number {
  for (let i = points.length - 1; i > 0; i--) {
    const [below, above] = [points[i - 1]!, points[i]!];
    if (below.share < 0.9 && above.share >= 0.9) {
      const part = (0.9 - below.share) / (above.share - below.share);
      return below.snrDb + part * (above.snrDb - below.snrDb);
    }
  }
  return Number.NaN;
}

/** Prints where detection and demodulation lose every tenth frame. */
export async function run(): Promise<void> {
  await Promise.resolve();
  console.log(
    `${FRAMES} frames of ${PAYLOAD_BYTES} bytes a point, bias ±20 kHz, one channel of ${RATE_HZ / 1e3} ksps, SNR in 125 kHz`,
  );
  console.log(
    "SF  10 % missed by the receiver, by detection alone, 10 % PER (dB)   share seen at each step",
  );
  for (const sf of [7, 8, 9, 10, 11, 12]) {
    const grid = STEPS_DB.map((step) => LIMIT_DB[sf]! + step);
    const full = grid.map((snrDb) => ({ snrDb, ...rates(sf, snrDb, true) }));
    const alone = grid.map((snrDb) => ({ snrDb, share: rates(sf, snrDb, false).seen }));
    const missed = tenPercent(full.map(({ snrDb, seen }) => ({ snrDb, share: seen })));
    const per = tenPercent(full.map(({ snrDb, decoded }) => ({ snrDb, share: decoded })));
    const shares = full
      .map(({ snrDb, seen }) => `${snrDb}: ${(100 * seen).toFixed(0)} %`)
      .join(", ");
    console.log(
      `${String(sf).padEnd(3)} ${missed.toFixed(1)}, ${tenPercent(alone).toFixed(1)}, ${per.toFixed(1)}   ${shares}`,
    );
  }
}
