import { SeededRandom } from "@lorats/base";
import {
  addFrame,
  addNoise,
  encodeSamples,
  frameWaveform,
  loraParams,
  noisePower,
  sampleFormat,
} from "@lorats/phy";

/** A frame on the air, and the truth about it. Times count from the first sample, by the receiver's nominal rate. */
export interface SentFrame {
  readonly freqHz: number;
  readonly sf: number;
  readonly onsetS: number;
  readonly biasHz: number;
  readonly payload: Uint8Array;
  /** As a gateway sends: conjugated, without CRC. */
  readonly isDownlink?: boolean;
  /** How much stronger than the others it comes in. */
  readonly louderDb?: number;
  /** Its symbol clock's error beside that of the carrier's crystal. */
  readonly clockPpm?: number;
  /** What comes later than this after its onset is lost. */
  readonly cutAfterS?: number;
}

export interface AirOptions {
  readonly sampleRateHz: number;
  readonly centreFreqHz: number;
  readonly durationS: number;
  readonly frames: readonly SentFrame[];
  /** In a channel, against unit amplitude. */
  readonly snrDb: number;
  readonly seed: number;
}

const BW_HZ = 125_000;
const LEVEL = 0.12;

/** Seconds on the air of a LoRaWAN uplink as it is synthesised here. */
export function airtimeS(sf: number, payload: Uint8Array): number {
  return frameWaveform(loraParams(sf, BW_HZ), payload).durationS;
}

/** What an SDR would have sampled, as floats. */
export function airIq(options: AirOptions): Float32Array<ArrayBuffer> {
  const { sampleRateHz, centreFreqHz, durationS, frames, snrDb, seed } = options;
  const iq = new Float32Array(2 * Math.ceil(durationS * sampleRateHz));
  for (const frame of frames) {
    const { freqHz, sf, onsetS, biasHz, payload, isDownlink, louderDb = 0, cutAfterS } = frame;
    const { clockPpm = 0 } = frame;
    const params = loraParams(sf, BW_HZ, isDownlink ? { crc: false, invertIq: true } : {});
    const endS = onsetS + (cutAfterS ?? durationS);
    const lasting = iq.subarray(0, 2 * Math.round(endS * sampleRateHz));
    addFrame(lasting, sampleRateHz, frameWaveform(params, payload), {
      onsetS,
      biasHz,
      carrierHz: freqHz,
      clockPpm,
      offsetHz: freqHz - centreFreqHz,
      amplitude: LEVEL * 10 ** (louderDb / 20),
      phaseRad: onsetS * 1000,
    });
  }
  const power = noisePower(snrDb, BW_HZ, sampleRateHz, LEVEL ** 2);
  addNoise(iq, power, new SeededRandom(seed));
  return iq;
}

/** The same as rtl_tcp sends it. */
export function airBytes(options: AirOptions): Uint8Array<ArrayBuffer> {
  return encodeSamples(sampleFormat("cu8"), airIq(options));
}
