import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, SeededRandom, uniform } from "@lorats/base";
import { FrameReceiver, type ReceivedFrame } from "@lorats/phy";
import type { Transmission } from "../../src/air/transmission.ts";
import { frameArrival } from "../../src/iq/frame-arrival.ts";
import { QUANTUM, SdrReceiver } from "../../src/iq/sdr-receiver.ts";

const RATE = 2_400_000;
const CHANNEL = 868_100_000;
const CENTRE = 868_300_000;
/** Noise in 125 kHz at a noise figure of 6 dB. */
const NOISE_DBM = -174 + 10 * Math.log10(125_000) + 6;

interface Case {
  readonly sf: number;
  readonly snrDb: number;
  readonly trials: number;
  readonly invertIq?: boolean;
  readonly driftHzPerS?: number;
}

interface Outcome {
  readonly frame: ReceivedFrame | undefined;
  readonly sent: Transmission;
  readonly onsetErrorS: number;
  readonly biasErrorHz: number;
}

function trial({ sf, snrDb, invertIq = false, driftHzPerS = 0 }: Case, seed: number): Outcome {
  const random = new SeededRandom(seed);
  const ppm = 4 * gaussian(random);
  const sdr = new SdrReceiver(() => ppm, random.fork(1));
  sdr.set({ centreHz: CENTRE, rateHz: RATE, gainTenthsDb: 402 });
  const symbolS = 2 ** sf / 125_000;
  const sent: Transmission = {
    sender: "device",
    place: { eastM: 0, northM: 0, upM: 0 },
    phyPayload: random.bytes(12),
    freqHz: CHANNEL,
    sf,
    bwHz: 125_000,
    powerDbm: 14,
    invertIq,
    startNs: 0n,
    endNs: 0n,
    biasHz: -21_000 + 3000 * gaussian(random),
    driftHzPerS,
  };
  const onsetS = 3 * symbolS + 0.001 * uniform(random);
  sdr.arrive(frameArrival(sent, { onsetS, powerDbm: NOISE_DBM + snrDb }, random));
  const receiver = new FrameReceiver({
    sampleRateHz: RATE,
    bwHz: 125_000,
    sfs: [sf],
    offsetHz: CHANNEL - CENTRE,
    carrierHz: CHANNEL,
    invertIq,
  });
  const frames: ReceivedFrame[] = [];
  const quanta = Math.ceil((onsetS + 48 * symbolS) * (RATE / QUANTUM));
  for (let i = 0; i < quanta; i++) frames.push(...receiver.push(sdr.renderIq()));
  frames.push(...receiver.flush());
  const frame = frames[0];
  // What the dongle's own clock makes of true seconds and true hertz.
  const stretch = sdr.stepS(0) * RATE;
  const apparentHz = (CHANNEL + sent.biasHz - sdr.oscillatorHz(0)) * stretch - (CHANNEL - CENTRE);
  return {
    frame,
    sent,
    onsetErrorS: (frame?.onsetS ?? Number.NaN) - onsetS / stretch,
    biasErrorHz: (frame?.biasHz ?? Number.NaN) - apparentHz,
  };
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
}

/** All payloads decode; errors are as large as the estimator says, give or take what so few trials allow. */
function agrees(what: Case): void {
  const outcomes = Array.from({ length: what.trials }, (_, i) => trial(what, 1000 * what.sf + i));
  for (const { frame, sent } of outcomes) {
    assert.ok(frame?.crcOk !== false && frame?.payload, "frame not decoded");
    assert.deepEqual([...frame.payload], [...sent.phyPayload]);
  }
  const onset = rms(outcomes.map(({ frame, onsetErrorS }) => onsetErrorS / frame!.onsetSdS!));
  const bias = rms(outcomes.map(({ frame, biasErrorHz }) => biasErrorHz / frame!.biasSdHz!));
  // The 0.01 % and 99.99 % points of a chi distribution over √n lie within these for the n used here.
  const spread = 2.7 / Math.sqrt(what.trials);
  assert.ok(onset > 1 - spread && onset < 1.35 + spread, `onset off by ${onset} claimed sd`);
  assert.ok(bias > 1 - spread && bias < 1.35 + spread, `bias off by ${bias} claimed sd`);
}

describe("the world's waveform and phy's receiver, written apart", () => {
  it("agree on SF7 near the noise", () => agrees({ sf: 7, snrDb: -3, trials: 16 }));
  it("agree on SF7 far above it", () => agrees({ sf: 7, snrDb: 12, trials: 12 }));
  it("agree on SF9", () => agrees({ sf: 9, snrDb: 0, trials: 8 }));
  it("agree on SF10 from a drifting crystal", () =>
    agrees({ sf: 10, snrDb: -5, trials: 6, driftHzPerS: 60 }));

  it("agree on inverted I/Q", () => {
    const { frame, sent } = trial({ sf: 8, snrDb: 5, trials: 1, invertIq: true }, 5);
    assert.deepEqual([...frame!.payload!], [...sent.phyPayload]);
  });

  for (const snrDb of [-15, 5]) {
    it(`agree on SF12 at ${snrDb} dB`, () => {
      const what = { sf: 12, snrDb, trials: 1, driftHzPerS: 15 };
      const { frame, sent, onsetErrorS, biasErrorHz } = trial(what, 6);
      assert.deepEqual([...frame!.payload!], [...sent.phyPayload]);
      assert.ok(Math.abs(onsetErrorS) < 0.5e-6 && Math.abs(biasErrorHz) < 0.5);
    });
  }
});
