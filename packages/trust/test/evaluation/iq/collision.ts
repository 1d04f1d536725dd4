import { gaussian, type SeededRandom } from "@lorats/base";
import { addNoise } from "../../../../phy/src/awgn.ts";
import { FrameReceiver } from "../../../../phy/src/demod/frame-receiver.ts";
import { iqBuffer } from "../../../../phy/src/iq.ts";
import { loraParams } from "../../../../phy/src/params.ts";
import { addFrame } from "../../../../phy/src/signal/synth.ts";
import { frameWaveform } from "../../../../phy/src/signal/waveform.ts";

const CARRIER_HZ = 868.1e6;
const RATE = 500_000;
const BW_HZ = 125_000;

/** What a receiver made of a frame that a collider drowned after its fifth chirp. */
export interface Collided {
  /** Reported as an orphan within half a symbol of its onset. */
  readonly heard: boolean;
  /** It decoded all the same: the collision failed. */
  readonly decoded: boolean;
  /** Whole steps of the grid that onset and carrier lie beside the truth. */
  readonly steps: number;
  readonly ambiguous: boolean;
  /** What is left beside that, and what the receiver claims of it. */
  readonly onsetErrorS: number;
  readonly onsetSdS: number;
  readonly biasErrorHz: number;
  readonly biasSdHz: number;
}

export interface CollisionCase {
  readonly sf: number;
  /** Of the victim in its bandwidth. */
  readonly snrDb: number;
  /** Collider over victim. */
  readonly ratioDb: number;
}

const NOT_HEARD = {
  heard: false,
  steps: 0,
  ambiguous: false,
  onsetErrorS: 0,
  onsetSdS: 0,
  biasErrorHz: 0,
  biasSdHz: 0,
} as const;

/** A stealthy collision on samples, through the receiver of the gateway. */
export function collide({ sf, snrDb, ratioDb }: CollisionCase, random: SeededRandom): Collided {
  const unit = (): number => random.uint32() / 2 ** 32;
  const symbolS = 2 ** sf / BW_HZ;
  const iq = iqBuffer(Math.ceil(48 * symbolS * RATE));
  const onsetS = (3 + unit()) * symbolS;
  const biasHz = -20_000 + 4000 * gaussian(random);
  const amplitude = 10 ** (snrDb / 20);
  const victim = { onsetS, biasHz, amplitude, phaseRad: 2 * Math.PI * unit() };
  addFrame(iq, RATE, frameWaveform(loraParams(sf, BW_HZ), random.bytes(12)), {
    ...victim,
    carrierHz: CARRIER_HZ,
  });
  const collider = {
    onsetS: onsetS + (5 + unit()) * symbolS,
    biasHz: 400 * gaussian(random),
    amplitude: amplitude * 10 ** (ratioDb / 20),
    phaseRad: 2 * Math.PI * unit(),
  };
  addFrame(iq, RATE, frameWaveform(loraParams(sf, BW_HZ), random.bytes(12)), {
    ...collider,
    carrierHz: CARRIER_HZ,
  });
  // The noise of the whole band at the sample rate, 1 in the signal's bandwidth.
  addNoise(iq, RATE / BW_HZ, random);
  const receiver = new FrameReceiver({
    sampleRateHz: RATE,
    bwHz: BW_HZ,
    sfs: [sf],
    carrierHz: CARRIER_HZ,
  });
  const frames = [...receiver.push(iq), ...receiver.flush()];
  const near = frames.filter((one) => Math.abs(one.onsetS - onsetS) < symbolS / 2);
  const decoded = near.some(({ crcOk }) => crcOk === true);
  const found = near.find(({ crcOk }) => crcOk !== true);
  if (!found || found.onsetSdS === null || found.biasSdHz === null) {
    return { ...NOT_HEARD, decoded };
  }
  const [stepS, stepHz] = [1 / BW_HZ, BW_HZ / 2 ** sf];
  const steps = Math.round((found.onsetS - onsetS) / stepS);
  return {
    heard: true,
    decoded,
    steps,
    ambiguous: found.ambiguity !== null,
    onsetErrorS: found.onsetS - onsetS - steps * stepS,
    onsetSdS: found.onsetSdS,
    biasErrorHz: found.biasHz - biasHz - steps * stepHz,
    biasSdHz: found.biasSdHz,
  };
}
