import { uniform, type SeededRandom } from "@lorats/base";
import { FrameReceiver, type ReceivedFrame } from "@lorats/phy";
import { loraAirtimeNs } from "../air/airtime.ts";
import { noiseFloorDbm } from "../air/link.ts";
import type { Transmission } from "../air/transmission.ts";
import { FINE_RADIO } from "../iq/front-end.ts";
import { frameArrival } from "../iq/frame-arrival.ts";
import { QUANTUM, SdrReceiver } from "../iq/sdr-receiver.ts";

export const SUPERPOSITION_SETUP = {
  carrierHz: 869_750_000,
  rateHz: 512_000,
  bwHz: 125_000,
  biasHz: [-20_000, -14_000],
} as const;

/** One of several frames that meet. */
export interface Superposed {
  readonly sf: number;
  readonly bytes: number;
  /** In its own bandwidth. */
  readonly snrDb: number;
  readonly onsetS: number;
}

interface Meeting {
  readonly payloads: readonly Uint8Array[];
  readonly frames: readonly ReceivedFrame[];
}

/** Seconds on the air. */
export function frameS(sf: number, bytes: number): number {
  const { bwHz } = SUPERPOSITION_SETUP;
  return Number(loraAirtimeNs({ sf, bwHz }, bytes, true)) / 1e9;
}

/** Frames of random payloads and biases on one channel, and what `phy` reads at one spreading factor. */
export function superpose(
  signals: readonly Superposed[],
  sf: number,
  random: SeededRandom,
): Meeting {
  const { carrierHz, rateHz, bwHz, biasHz } = SUPERPOSITION_SETUP;
  const sdr = new SdrReceiver(() => 0, random.fork(random.uint32()), FINE_RADIO);
  sdr.set({ centreHz: carrierHz, rateHz, gainTenthsDb: 300 });
  const payloads = signals.map((signal) => {
    const sent: Transmission = {
      sender: "device",
      place: { eastM: 0, northM: 0, upM: 0 },
      phyPayload: random.bytes(signal.bytes),
      freqHz: carrierHz,
      sf: signal.sf,
      bwHz,
      powerDbm: 14,
      invertIq: false,
      startNs: 0n,
      endNs: 0n,
      biasHz: biasHz[0] + (biasHz[1] - biasHz[0]) * uniform(random),
    };
    const powerDbm = noiseFloorDbm(bwHz, FINE_RADIO.noiseFigureDb) + signal.snrDb;
    sdr.arrive(frameArrival(sent, { onsetS: signal.onsetS, powerDbm }, random));
    return sent.phyPayload;
  });
  const receiver = new FrameReceiver({
    sampleRateHz: rateHz,
    bwHz,
    sfs: [sf],
    carrierHz,
    maxBiasHz: 28_000,
  });
  const ends = signals
    .filter((signal) => signal.sf === sf)
    .map((signal) => signal.onsetS + frameS(sf, signal.bytes));
  const endS = Math.max(...ends) + (6 * 2 ** sf) / bwHz;
  const frames: ReceivedFrame[] = [];
  for (let i = 0; i < (endS * rateHz) / QUANTUM; i++) frames.push(...receiver.push(sdr.renderIq()));
  return { payloads, frames: [...frames, ...receiver.flush()] };
}

/** Whether a payload is among what was received. */
export function isReceived(frames: readonly ReceivedFrame[], wanted: Uint8Array): boolean {
  return frames.some(
    ({ crcOk, payload }) => crcOk && payload && Buffer.compare(payload, wanted) === 0,
  );
}
