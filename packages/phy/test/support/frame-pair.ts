import { type SeededRandom, uniform } from "@lorats/base";
import { addNoise } from "../../src/awgn.ts";
import { FrameReceiver } from "../../src/demod/frame-receiver.ts";
import type { ReceivedFrame } from "../../src/demod/received-frame.ts";
import { iqBuffer } from "../../src/iq.ts";
import { loraParams } from "../../src/params.ts";
import { addFrame } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";

export const PAIR_BW_HZ = 125_000;
export const PAIR_RATE_HZ: number = 4 * PAIR_BW_HZ;
export const PAIR_CARRIER_HZ = 868e6;
/** An equal pair's SNR at noise of this power over four times the bandwidth: 10 dB. */
export const PAIR_NOISE = 0.4;

export interface Sent {
  readonly onsetS: number;
  readonly biasHz: number;
}

/** Everything that a receiver of one spreading factor reports. */
export function receiveAll(iq: Float32Array, sf: number): ReceivedFrame[] {
  const receiver = new FrameReceiver({
    sampleRateHz: PAIR_RATE_HZ,
    bwHz: PAIR_BW_HZ,
    sfs: [sf],
    carrierHz: PAIR_CARRIER_HZ,
  });
  return [...receiver.push(iq), ...receiver.flush()];
}

/** Two frames of 16 bytes, the second `lagS` later, the first `ratioDb` above it; amplitudes lie evenly about 1. */
export function framePair(
  sf: number,
  ratioDb: number,
  lagS: number,
  noise: number,
  random: SeededRandom,
): [Float32Array, Sent[]] {
  const symbolS = 2 ** sf / PAIR_BW_HZ;
  const iq = iqBuffer(Math.ceil(95 * symbolS * PAIR_RATE_HZ));
  const sent = [0, lagS].map((late, which) => {
    const onsetS = 3 * symbolS + late;
    const biasHz = (2 * uniform(random) - 1) * 20e3;
    const amplitude = 10 ** (((which === 0 ? 1 : -1) * ratioDb) / 40);
    const waveform = frameWaveform(loraParams(sf, PAIR_BW_HZ), random.bytes(16));
    const phaseRad = 2 * Math.PI * uniform(random);
    const arrival = { onsetS, biasHz, carrierHz: PAIR_CARRIER_HZ, amplitude, phaseRad };
    addFrame(iq, PAIR_RATE_HZ, waveform, arrival);
    return { onsetS, biasHz };
  });
  addNoise(iq, noise, random);
  return [iq, sent];
}
