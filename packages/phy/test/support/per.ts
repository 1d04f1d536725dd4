import { SeededRandom, uniform } from "@lorats/base";
import { FrameReceiver } from "../../src/demod/frame-receiver.ts";
import { loraParams } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";

/** One point of a packet-error curve. */
export interface PerPoint {
  readonly frames: number;
  readonly lost: number;
  /** Lost frames by where they failed. */
  readonly unseen: number;
  readonly badHeader: number;
  readonly badPayload: number;
}

/** Carrier of the simulated frames; bias and clock offset are uniform within ±20 ppm of it. */
const CARRIER_HZ = 868e6;

/**
 * Sends `frames` frames of 16 bytes, CR 4/5, explicit header and CRC, each at a random fraction of a sample and a random
 * bias with matching clock, in noise that is white over `oversampling` × the bandwidth; counts those not received exactly.
 */
export function packetErrors(
  sf: number,
  snrDb: number,
  frames: number,
  options: { oversampling?: number; seed?: number; bwHz?: number } = {},
): PerPoint {
  const bwHz = options.bwHz ?? 125_000;
  const sampleRateHz = (options.oversampling ?? 4) * bwHz;
  const random = new SeededRandom((options.seed ?? 1) * 1000 + sf * 100 + Math.round(-snrDb * 10));
  const params = loraParams(sf, bwHz);
  const count = { frames, lost: 0, unseen: 0, badHeader: 0, badPayload: 0 };
  const symbolS = 2 ** sf / bwHz;
  for (let i = 0; i < frames; i++) {
    const payload = random.bytes(16);
    const waveform = frameWaveform(params, payload);
    const iq = synthesize({
      sampleRateHz,
      durationS: waveform.durationS + 6 * symbolS,
      waveform,
      arrival: {
        onsetS: (2 + 2 * uniform(random)) * symbolS,
        biasHz: (2 * uniform(random) - 1) * 20e-6 * CARRIER_HZ,
        carrierHz: CARRIER_HZ,
        phaseRad: 2 * Math.PI * uniform(random),
      },
      snrDb,
      random,
    });
    const receiver = new FrameReceiver({
      sampleRateHz,
      bwHz,
      sfs: [sf],
      carrierHz: CARRIER_HZ,
      measure: false,
    });
    const received = [...receiver.push(iq), ...receiver.flush()];
    const good = received.some(
      (frame) => frame.crcOk && Buffer.compare(frame.payload!, payload) === 0,
    );
    if (good) continue;
    count.lost++;
    if (received.some((frame) => frame.payload)) count.badPayload++;
    else if (received.length > 0) count.badHeader++;
    else count.unseen++;
  }
  return count;
}
