import { type Random, uniform, uniformInt } from "@lorats/base";
import {
  type BiasMethod,
  type ChirpSetting,
  leastSquaresCost,
  signalAmplitude,
} from "./bias-estimator.ts";

/** How long the population evolves. */
export interface EvolutionOptions {
  /** Stop when the costs' standard deviation falls below this share of their mean; 0 runs all generations. */
  readonly tolerance: number;
  readonly generations: number;
}

/** SciPy's `differential_evolution` as it comes: it stops early on these costs, whose noise dwarfs their spread. */
export const SCIPY_DEFAULTS: EvolutionOptions = { tolerance: 0.01, generations: 1000 };

/** Long enough to find the optimum within ±25 kHz at SF7 nearly always. */
export const LONG: EvolutionOptions = { tolerance: 0, generations: 200 };

/**
 * Least squares over bias and phase by differential evolution, strategy best/1/bin with SciPy's population (15 per
 * parameter, Latin hypercube), dithered mutation (0.5 … 1) and recombination 0.7. The final polish is left out: it only
 * descends into the valley where the population already stands.
 *
 * @see LoRaTS §6.1.2; Storn and Price, "Differential Evolution", 1997
 */
export function evolve(
  chirp: Float32Array,
  delayS: number,
  setting: ChirpSetting,
  options: EvolutionOptions,
): number {
  const amplitude = signalAmplitude(chirp, setting.noisePower);
  const cost = (x: number, y: number): number =>
    leastSquaresCost(
      chirp,
      delayS,
      setting,
      amplitude,
      (2 * x - 1) * setting.biasReachHz,
      2 * Math.PI * y,
    );
  const population = new Population(setting.random, cost);
  for (let generation = 0; generation < options.generations; generation++) {
    population.breed();
    if (population.spread() <= options.tolerance) break;
  }
  return (2 * population.best() - 1) * setting.biasReachHz;
}

const SIZE = 30;

/** Pairs in the unit square with their costs. */
class Population {
  readonly #random: Random;
  readonly #cost: (x: number, y: number) => number;
  readonly #x = new Float64Array(SIZE);
  readonly #y = new Float64Array(SIZE);
  readonly #costs = new Float64Array(SIZE);
  #best = 0;

  constructor(random: Random, cost: (x: number, y: number) => number) {
    this.#random = random;
    this.#cost = cost;
    latinHypercube(random, this.#x);
    latinHypercube(random, this.#y);
    for (let i = 0; i < SIZE; i++) {
      this.#costs[i] = cost(this.#x[i], this.#y[i]);
      if (this.#costs[i] < this.#costs[this.#best]) this.#best = i;
    }
  }

  best(): number {
    return this.#x[this.#best];
  }

  /** One generation; a better child replaces its parent at once. */
  breed(): void {
    const scale = 0.5 + 0.5 * uniform(this.#random);
    for (let i = 0; i < SIZE; i++) {
      const [a, b] = this.#two(i);
      const always = uniformInt(this.#random, 2);
      let x = this.#x[i];
      let y = this.#y[i];
      if (always === 0 || uniform(this.#random) < 0.7) {
        x = this.#x[this.#best] + scale * (this.#x[a] - this.#x[b]);
      }
      if (always === 1 || uniform(this.#random) < 0.7) {
        y = this.#y[this.#best] + scale * (this.#y[a] - this.#y[b]);
      }
      if (x < 0 || x > 1) x = uniform(this.#random);
      if (y < 0 || y > 1) y = uniform(this.#random);
      const value = this.#cost(x, y);
      if (value > this.#costs[i]) continue;
      this.#x[i] = x;
      this.#y[i] = y;
      this.#costs[i] = value;
      if (value < this.#costs[this.#best]) this.#best = i;
    }
  }

  /** Standard deviation of the costs over their mean. */
  spread(): number {
    let mean = 0;
    for (const value of this.#costs) mean += value / SIZE;
    let variance = 0;
    for (const value of this.#costs) variance += (value - mean) ** 2 / SIZE;
    return Math.sqrt(variance) / Math.abs(mean);
  }

  #two(not: number): [number, number] {
    let a = not;
    while (a === not) a = uniformInt(this.#random, SIZE);
    let b = not;
    while (b === not || b === a) b = uniformInt(this.#random, SIZE);
    return [a, b];
  }
}

function latinHypercube(random: Random, into: Float64Array): void {
  for (let i = 0; i < SIZE; i++) into[i] = (i + uniform(random)) / SIZE;
  for (let i = SIZE - 1; i > 0; i--) {
    const j = uniformInt(random, i + 1);
    [into[i], into[j]] = [into[j], into[i]];
  }
}

export const differentialEvolution: BiasMethod = {
  name: "differential evolution",
  source: "LoRaTS §6.1.2, SciPy's defaults",
  prepare: (setting) => ({
    estimate: (chirp, delayS) => evolve(chirp, delayS, setting, SCIPY_DEFAULTS),
  }),
};

export const differentialEvolutionLong: BiasMethod = {
  name: "differential evolution, long",
  source: "LoRaTS §6.1.2, 200 generations",
  prepare: (setting) => ({
    estimate: (chirp, delayS) => evolve(chirp, delayS, setting, LONG),
  }),
};
