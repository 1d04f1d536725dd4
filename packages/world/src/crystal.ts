import { gaussian, type Random } from "@lorats/base";

/** What a transmitter's oscillator is made like. Frequencies are relative: parts per million. */
export interface CrystalModel {
  /** Offset at 25 °C when new. */
  readonly offsetPpm: number;
  /** Slope around 25 °C. */
  readonly slopePpmPerC: number;
  /** Random walk of the frequency: standard deviation after one hour. */
  readonly walkPpmPerRootHour: number;
}

/** A crystal that ages and drifts. The caller says how warm it is and when. */
export class Crystal {
  readonly #model: CrystalModel;
  readonly #random: Random;
  #walkPpm = 0;
  #lastNs: bigint | undefined;

  constructor(model: CrystalModel, random: Random) {
    this.#model = model;
    this.#random = random;
  }

  /** Relative frequency error, ppm, at a moment of monotonic time that does not go back. */
  ppm(atNs: bigint, temperatureC: number): number {
    const hours = this.#lastNs === undefined ? 0 : Number(atNs - this.#lastNs) / 3.6e12;
    this.#lastNs = atNs;
    this.#walkPpm += this.#model.walkPpmPerRootHour * Math.sqrt(hours) * gaussian(this.#random);
    return this.#model.offsetPpm + this.#model.slopePpmPerC * (temperatureC - 25) + this.#walkPpm;
  }
}
