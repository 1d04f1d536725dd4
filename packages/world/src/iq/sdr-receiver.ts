import type { SeededRandom } from "@lorats/base";
import { noiseFloorDbm } from "../air/link.ts";
import { type Arrival, ArrivingSignal } from "./arriving-signal.ts";
import { quantise, RTL_SDR, type FrontEnd } from "./front-end.ts";
import { GaussianNoise } from "./gaussian-noise.ts";
import { madeRateHz, nearestGain, R820T_GAINS, tunedHz } from "./rtl-tuner.ts";

/** What a client of an SDR can set. */
export interface SdrSettings {
  readonly centreHz: number;
  readonly rateHz: number;
  /** Tuner gain, or automatic. */
  readonly gainTenthsDb: number | "auto";
  /** The client's idea of the crystal's error, which the driver takes out. */
  readonly correctionPpm: number;
}

const DEFAULT_SDR_SETTINGS: SdrSettings = {
  centreHz: 100_000_000,
  rateHz: 2_048_000,
  gainTenthsDb: "auto",
  correctionPpm: 0,
};

/** Samples made at once: a whole number of stretches. */
export const QUANTUM = 16_384;
/** After so many quiet quanta the automatic gain goes up a step: about half a second. */
const PATIENCE = 64;
const MOST_GAIN = R820T_GAINS.length - 1;

/**
 * One SDR: superposes what arrives, adds noise, mixes, samples with its own crystal and quantises. It knows true time
 * only; whoever asks decides how much of it has passed.
 */
export class SdrReceiver {
  readonly front: FrontEnd;
  readonly #crystalPpm: (atS: number) => number;
  readonly #random: SeededRandom;
  readonly #noise: GaussianNoise;
  readonly #iq = new Float32Array(2 * QUANTUM);
  #signals: ArrivingSignal[] = [];
  #arrived = 0;
  #settings: SdrSettings = DEFAULT_SDR_SETTINGS;
  #autoGain = MOST_GAIN;
  #quiet = 0;
  #nextS = 0;
  #index = 0;

  /** @param crystalPpm the dongle's frequency error at a moment of true time, ppm */
  constructor(
    crystalPpm: (atS: number) => number,
    random: SeededRandom,
    front: FrontEnd = RTL_SDR,
  ) {
    this.front = front;
    this.#crystalPpm = crystalPpm;
    this.#random = random;
    this.#noise = new GaussianNoise(random.fork(0));
  }

  get settings(): SdrSettings {
    return this.#settings;
  }
  /** True time of the next sample, seconds of the receiver's epoch. */
  get nextS(): number {
    return this.#nextS;
  }
  /** Number of the next sample since `startAt`. */
  get index(): number {
    return this.#index;
  }

  /** Takes effect with the next quantum, as a tuner's settling hides the exact sample anyway. */
  set(change: Partial<SdrSettings>): void {
    this.#settings = { ...this.#settings, ...change };
  }

  /** Sample 0 is now; what was on the air before goes on. */
  startAt(atS: number): void {
    this.#nextS = atS;
    this.#index = 0;
  }

  /** Announces a signal. It must not have begun before the next sample, or its beginning is lost. */
  arrive(arrival: Arrival): void {
    const signal = new ArrivingSignal(arrival, this.#random.fork(1 + this.#arrived++));
    this.#signals.push(signal);
  }

  /** Relative error of the crystal after the driver's correction. */
  error(atS: number): number {
    return (this.#crystalPpm(atS) - this.#settings.correctionPpm) * 1e-6;
  }

  /** Distance of samples in true time. */
  stepS(atS: number): number {
    const { rateHz } = this.#settings;
    const made = this.front.synthesiser === "r820t" ? madeRateHz(rateHz) : rateHz;
    return 1 / (made * (1 + this.error(atS)));
  }

  /** Where the local oscillator really is. */
  oscillatorHz(atS: number): number {
    const { centreHz } = this.#settings;
    const tuned = this.front.synthesiser === "r820t" ? tunedHz(centreHz) : centreHz;
    return tuned * (1 + this.error(atS));
  }

  /** The next `QUANTUM` samples as complex numbers of full scale 1. The array is the receiver's own. */
  renderIq(): Float32Array {
    const iq = this.#iq.fill(0);
    const startS = this.#nextS;
    const stepS = this.stepS(startS);
    const endS = startS + QUANTUM * stepS;
    const { rateHz, centreHz } = this.#settings;
    const fullScaleDbm = this.front.fullScaleDbm - this.#gainDb();
    const span = {
      startS,
      stepS,
      tunedHz: this.oscillatorHz(startS),
      gain: 10 ** (-fullScaleDbm / 20),
    };
    this.#signals = this.#signals.filter((signal) => signal.endS > startS);
    for (const signal of this.#signals) {
      const apart = Math.abs(signal.arrival.carrierHz - centreHz);
      if (signal.startS < endS && apart < rateHz / 2) signal.addTo(iq, span);
    }
    const noiseDbm = noiseFloorDbm(rateHz, this.front.noiseFigureDb);
    this.#noise.addTo(iq, 10 ** ((noiseDbm - fullScaleDbm) / 10));
    this.#nextS = endS;
    this.#index += QUANTUM;
    return iq;
  }

  /** The next `QUANTUM` samples as an RTL-SDR's bytes, into `bytes`. */
  render(bytes: Uint8Array): void {
    const cut = quantise(this.renderIq(), this.front, bytes);
    this.#adapt(cut);
  }

  #gainDb(): number {
    const { gainTenthsDb } = this.#settings;
    const tenths =
      gainTenthsDb === "auto" ? R820T_GAINS[this.#autoGain]! : nearestGain(gainTenthsDb);
    return tenths / 10;
  }

  /** Automatic gain: down as soon as the converter is full, up again after a while. */
  #adapt(cut: number): void {
    if (cut > QUANTUM / 100) {
      this.#autoGain = Math.max(0, this.#autoGain - 2);
      this.#quiet = 0;
    } else if (++this.#quiet > PATIENCE && this.#autoGain < MOST_GAIN) {
      this.#autoGain++;
      this.#quiet = 0;
    }
  }
}
