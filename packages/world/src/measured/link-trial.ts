import { uniform, type SeededRandom } from "@lorats/base";
import { DcRemover, FrameReceiver, type ReceivedFrame } from "@lorats/phy";
import { noiseFloorDbm } from "../air/link.ts";
import type { Transmission } from "../air/transmission.ts";
import { RTL_SDR } from "../iq/front-end.ts";
import { frameArrival } from "../iq/frame-arrival.ts";
import { tunedHz } from "../iq/rtl-tuner.ts";
import { QUANTUM, SdrReceiver } from "../iq/sdr-receiver.ts";
import type { ArrivalError } from "./arrival-errors.ts";

/** What the links were measured with. */
export const LINK_SETUP = {
  carrierHz: 868_100_000,
  centreHz: 868_300_000,
  rateHz: 1_024_000,
  bwHz: 125_000,
  /** Biases of the senders are drawn evenly from this: an SX1276 against an RTL-SDR, as the paper found them. */
  biasHz: [-25_000, -17_000],
  crystalPpm: 1.8,
  gainTenthsDb: 402,
} as const;

export interface LinkSetting {
  readonly sf: number;
  readonly snrDb: number;
  readonly bytes: number;
}

/** How far a receiver came with one frame. */
export type LinkStage = "missed" | "sighted" | "header" | "received";

export interface LinkOutcome {
  readonly stage: LinkStage;
  /** Of what was at least sighted: what the receiver said minus what was so, and the deviations that it claimed. */
  readonly errors: ArrivalError | undefined;
  /** Sightings of what was not there. */
  readonly phantoms: number;
}

/** Nearer than so many symbols to the truth a sighting is one of the frame, however wrong. */
const REACH_SYMBOLS = 3;
const LEAD_SYMBOLS = 4;
const TAIL_SYMBOLS = 14;
const PREAMBLE_AND_SYNC = 12.25;

/** One frame through the world's waveform, an ordinary dongle and `phy`'s receiver. */
export function linkTrial({ sf, snrDb, bytes }: LinkSetting, random: SeededRandom): LinkOutcome {
  const { carrierHz, centreHz, rateHz, bwHz, biasHz, crystalPpm, gainTenthsDb } = LINK_SETUP;
  const symbolS = 2 ** sf / bwHz;
  const sdr = new SdrReceiver(() => crystalPpm, random.fork(random.uint32()), RTL_SDR);
  sdr.set({ centreHz, rateHz, gainTenthsDb });
  const sent: Transmission = {
    sender: "device",
    place: { eastM: 0, northM: 0, upM: 0 },
    phyPayload: random.bytes(bytes),
    freqHz: carrierHz,
    sf,
    bwHz,
    powerDbm: 14,
    invertIq: false,
    startNs: 0n,
    endNs: 0n,
    biasHz: biasHz[0] + (biasHz[1] - biasHz[0]) * uniform(random),
  };
  const onsetS = (LEAD_SYMBOLS + uniform(random)) * symbolS;
  const powerDbm = noiseFloorDbm(bwHz, RTL_SDR.noiseFigureDb) + snrDb;
  const arrival = frameArrival(sent, { onsetS, powerDbm }, random);
  sdr.arrive(arrival);
  const frames = receive(sdr, sf, arrival.source.length / arrival.source.rateHz + onsetS);
  // What the dongle's own clock makes of true seconds and true hertz.
  const stretch = sdr.stepS(0) * rateHz;
  const truth = {
    onsetS: onsetS / stretch,
    biasHz: (carrierHz + sent.biasHz - sdr.oscillatorHz(0)) * stretch - (carrierHz - centreHz),
  };
  const near = frames.filter((f) => Math.abs(f.onsetS - truth.onsetS) < REACH_SYMBOLS * symbolS);
  const found = near.reduce<ReceivedFrame | undefined>(
    (best, f) => (best && stageOf(best, sent) >= stageOf(f, sent) ? best : f),
    undefined,
  );
  const stages = ["sighted", "header", "received"] as const;
  return {
    stage: found ? stages[stageOf(found, sent)] : "missed",
    errors: found && errorsOf(found, truth),
    phantoms: frames.length - (found ? 1 : 0),
  };
}

/** What the dongle's clock makes of the frame; its sender's one crystal makes carrier and clock, and its carrier does not drift. */
interface Truth {
  readonly onsetS: number;
  readonly biasHz: number;
}

function errorsOf(found: ReceivedFrame, truth: Truth): ArrivalError {
  const { carrierHz, centreHz, bwHz } = LINK_SETUP;
  const { onsetS, onsetSdS, biasHz, biasSdHz, driftHzPerS, driftSdHzPerS, wholeFrame } = found;
  const symbols = 2 ** found.sf;
  const roundingPpm = ((tunedHz(centreHz) - centreHz) / carrierHz) * 1e6;
  return {
    onsetNs: {
      error: (onsetS - truth.onsetS) * 1e9,
      sd: (onsetSdS ?? (PREAMBLE_AND_SYNC * symbols) / bwHz) * 1e9,
    },
    biasHz: { error: biasHz - truth.biasHz, sd: biasSdHz ?? bwHz / symbols },
    ...(driftHzPerS !== null &&
      driftSdHzPerS !== null && { driftHzPerS: { error: driftHzPerS, sd: driftSdHzPerS } }),
    ...(wholeFrame && {
      clockPpm: { error: wholeFrame.mismatchPpm - roundingPpm, sd: wholeFrame.mismatchSdPpm },
    }),
  };
}

/** 2 when the payload is there and right, 1 when the header is, 0 when only the preamble is. */
function stageOf({ payload, crcOk, header }: ReceivedFrame, sent: Transmission): 0 | 1 | 2 {
  const isRight = crcOk && payload && Buffer.compare(payload, sent.phyPayload) === 0;
  if (isRight) return 2;
  return header?.ok && header.length === sent.phyPayload.length ? 1 : 0;
}

/** Everything that `phy` makes of the bytes of a dongle until some time after `endS`. */
function receive(sdr: SdrReceiver, sf: number, endS: number): ReceivedFrame[] {
  const { carrierHz, centreHz, rateHz, bwHz } = LINK_SETUP;
  const receiver = new FrameReceiver({
    sampleRateHz: rateHz,
    bwHz,
    sfs: [sf],
    offsetHz: carrierHz - centreHz,
    carrierHz,
    wholeFrames: true,
  });
  const dc = new DcRemover(rateHz);
  const bytes = new Uint8Array(2 * QUANTUM);
  const iq = new Float32Array(2 * QUANTUM);
  const frames: ReceivedFrame[] = [];
  const tailS = (TAIL_SYMBOLS * 2 ** sf) / bwHz;
  const quanta = Math.ceil(((endS + tailS) * rateHz) / QUANTUM);
  for (let i = 0; i < quanta; i++) {
    sdr.render(bytes);
    for (let k = 0; k < bytes.length; k++) iq[k] = (bytes[k]! - 127.5) / 127.5;
    dc.process(iq);
    frames.push(...receiver.push(iq));
  }
  return [...frames, ...receiver.flush()];
}
