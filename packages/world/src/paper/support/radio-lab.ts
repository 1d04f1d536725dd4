import { gaussian, uniform, type SeededRandom } from "@lorats/base";
import { JointEstimator } from "@lorats/phy";
import { noiseFloorDbm } from "../../air/link.ts";
import type { Recording, Transmission } from "../../air/transmission.ts";
import { FINE_RADIO, type FrontEnd } from "../../iq/front-end.ts";
import { frameArrival } from "../../iq/frame-arrival.ts";
import { QUANTUM, SdrReceiver } from "../../iq/sdr-receiver.ts";

/** The channel of the paper's experiments. */
export const CARRIER_HZ = 869_750_000;

export interface LabSettings {
  readonly sf: number;
  readonly bwHz?: number;
  readonly rateHz?: number;
  /** Error of the receiver's crystal. */
  readonly receiverPpm?: number;
  readonly front?: FrontEnd;
}

/** What one device sends. */
export interface LabSignal {
  /** Of its crystal: carrier and symbol clock alike. */
  readonly ppm: number;
  /** Carrier alone: a replayer's synthesiser. */
  readonly carrierOffsetHz?: number;
  readonly driftHzPerS?: number;
  readonly recedingMps?: number;
  readonly recording?: Recording;
}

export interface Capture {
  readonly iq: Float32Array;
  readonly rateHz: number;
  /** When the first chirp arrived, in seconds of the receiver's own samples. */
  readonly onsetS: number;
  /** Transmitter minus receiver as the receiver's clock counts hertz. */
  readonly biasHz: number;
}

/** An onset and a bias as a gateway states them, and how far they are off. */
export interface Measured {
  readonly biasHz: number;
  readonly biasErrorHz: number;
  readonly onsetErrorS: number;
}

/** What a demodulator knows of a preamble before the estimator runs: standard deviations. */
const ROUGH_ONSET_S = 5e-6;
const ROUGH_BIAS_HZ = 300;
const SYNC_SYMBOLS = 4.25;
const PREAMBLE = 8;

/** One link of the paper's experiments at the fidelity of samples: the world's waveform, `phy`'s estimators. */
export class RadioLab {
  readonly sf: number;
  readonly bwHz: number;
  readonly rateHz: number;
  readonly #settings: LabSettings;
  readonly #random: SeededRandom;
  readonly #estimator: JointEstimator;

  constructor(settings: LabSettings, random: SeededRandom) {
    this.sf = settings.sf;
    this.bwHz = settings.bwHz ?? 125_000;
    this.rateHz = settings.rateHz ?? Math.max(1_024_000, 4 * this.bwHz);
    this.#settings = settings;
    this.#random = random;
    this.#estimator = new JointEstimator({
      sf: this.sf,
      bwHz: this.bwHz,
      sampleRateHz: this.rateHz,
      carrierHz: CARRIER_HZ,
    });
  }

  get symbolS(): number {
    return 2 ** this.sf / this.bwHz;
  }

  /**
   * Samples of a preamble and what follows it.
   * @param snrDb in the signal's bandwidth
   * @param symbols rendered after the onset
   */
  capture(
    signal: LabSignal,
    snrDb: number,
    symbols: number = PREAMBLE + SYNC_SYMBOLS + 0.5,
    leadS = 0.001,
  ): Capture {
    const random = this.#random;
    const { receiverPpm = 0, front = FINE_RADIO } = this.#settings;
    const sdr = new SdrReceiver(() => receiverPpm, random.fork(random.uint32()), front);
    sdr.set({ centreHz: CARRIER_HZ, rateHz: this.rateHz, gainTenthsDb: 300 });
    const onsetS = leadS + uniform(random) * 1e-4;
    const powerDbm = noiseFloorDbm(this.bwHz, front.noiseFigureDb) + snrDb;
    const sent = this.#transmission(signal);
    const { recedingMps = 0 } = signal;
    const arrival = frameArrival(sent, { onsetS, powerDbm, recedingMps }, random);
    sdr.arrive(arrival);
    const stretch = sdr.stepS(0) * this.rateHz;
    const samples = Math.ceil((onsetS + symbols * this.symbolS) * this.rateHz);
    const iq = new Float32Array(2 * QUANTUM * Math.ceil(samples / QUANTUM));
    for (let at = 0; at < iq.length; at += 2 * QUANTUM) iq.set(sdr.renderIq(), at);
    const held = signal.recording?.biasHz ?? 0;
    return {
      iq: iq.subarray(0, 2 * samples),
      rateHz: this.rateHz,
      onsetS: onsetS / stretch,
      biasHz: (CARRIER_HZ + arrival.biasHz + held - sdr.oscillatorHz(0)) * stretch,
    };
  }

  /** Captures and estimates, as a LoRaTS gateway does. Undefined where the preamble is not found. */
  measure(signal: LabSignal, snrDb: number): Measured | undefined {
    return this.estimate(this.capture(signal, snrDb));
  }

  estimate({ iq, onsetS, biasHz }: Capture): Measured | undefined {
    const rough = {
      onsetS: onsetS + ROUGH_ONSET_S * gaussian(this.#random),
      biasHz: biasHz + ROUGH_BIAS_HZ * gaussian(this.#random),
    };
    const found = this.#estimator.estimate(iq, rough);
    return (
      (found && {
        biasHz: found.biasHz,
        biasErrorHz: found.biasHz - biasHz,
        onsetErrorS: found.onsetS - onsetS,
      }) ??
      undefined
    );
  }

  #transmission({ ppm, carrierOffsetHz = 0, driftHzPerS = 0, recording }: LabSignal): Transmission {
    return {
      sender: "device",
      place: { eastM: 0, northM: 0, upM: 0 },
      phyPayload: this.#random.bytes(13),
      freqHz: CARRIER_HZ,
      sf: this.sf,
      bwHz: this.bwHz,
      powerDbm: 14,
      invertIq: false,
      startNs: 0n,
      endNs: 0n,
      biasHz: (ppm * CARRIER_HZ) / 1e6 + carrierOffsetHz,
      clockPpm: ppm,
      driftHzPerS,
      ...(recording && { recording }),
    };
  }
}
