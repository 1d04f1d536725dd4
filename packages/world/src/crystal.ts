import { gaussian, type Random } from "@lorats/base";
import { z } from "zod";

/** What an oscillator is made like. Frequencies are relative: parts per million. */
export const crystalSchema = z.strictObject({
  /**
   * `tcxo`: the curve is compensated but for a ripple of `ripplePpm`. `gpsdo`: GPS holds it within 0.025 ppm; only
   * `offsetPpm` (at most that) and jitter are left.
   */
  kind: z.enum(["crystal", "tcxo", "gpsdo"]).default("crystal"),
  /** Offset at 27 °C when new. */
  offsetPpm: z.number(),
  /** Slope around 27 °C: what shows between 25 and 30 °C. */
  slopePpmPerC: z.number(),
  /** The cubic term of an AT cut, which takes over some 15 °C away. */
  cubicPpmPerC3: z.number().default(0),
  /** Random walk of the frequency: standard deviation after one hour. */
  walkPpmPerRootHour: z.number().min(0),
  /** What differs from frame to frame for no reason that anybody sees: standard deviation. */
  jitterPpm: z.number().min(0).default(0),
  /** In the first year; it goes on with the logarithm of time. */
  ageingPpmPerYear: z.number().default(0),
  /** Change during a frame, as the transmitter warms up. */
  driftPpmPerS: z.number().default(0),
  ripplePpm: z.number().min(0).default(0.25),
});
export type CrystalModel = z.infer<typeof crystalSchema>;

/** What the maker of the paper's reference promises. @see LoRaTS §7.1 */
const GPSDO_PPM = 0.025;
/** Point of symmetry of an AT cut's curve. */
const INFLECTION_C = 27;
/** A TCXO's compensation is a spline: its residual goes up and down about so often. */
const RIPPLE_PERIOD_C = 22;
/** Ageing as log(1 + B·days), Mattuschka's law with a usual constant. */
const AGEING_PER_DAY = 0.06;
const YEAR = Math.log1p(AGEING_PER_DAY * 365.25);

/** A crystal that ages and drifts. The caller says how warm it is and when. */
export class Crystal {
  readonly model: CrystalModel;
  readonly #random: Random;
  #walkPpm = 0;
  #lastNs: bigint | undefined;
  #firstNs: bigint | undefined;

  constructor(model: CrystalModel, random: Random) {
    this.model = model;
    this.#random = random;
  }

  /** Relative frequency error, ppm, at a moment of monotonic time that does not go back. */
  ppm(atNs: bigint, temperatureC: number): number {
    const { offsetPpm, walkPpmPerRootHour, jitterPpm, ageingPpmPerYear } = this.model;
    const hours = this.#lastNs === undefined ? 0 : Number(atNs - this.#lastNs) / 3.6e12;
    this.#lastNs = atNs;
    this.#firstNs ??= atNs;
    const jitter = jitterPpm > 0 ? jitterPpm * gaussian(this.#random) : 0;
    if (this.model.kind === "gpsdo") {
      return Math.max(-GPSDO_PPM, Math.min(GPSDO_PPM, offsetPpm + jitter));
    }
    this.#walkPpm += walkPpmPerRootHour * Math.sqrt(hours) * gaussian(this.#random);
    const days = Number(atNs - this.#firstNs) / 8.64e13;
    const ageing = (ageingPpmPerYear * Math.log1p(AGEING_PER_DAY * days)) / YEAR;
    return offsetPpm + curvePpm(this.model, temperatureC) + ageing + this.#walkPpm + jitter;
  }
}

/** Frequency against temperature alone. */
export function curvePpm(model: CrystalModel, temperatureC: number): number {
  const away = temperatureC - INFLECTION_C;
  if (model.kind === "tcxo") {
    return model.ripplePpm * Math.sin((2 * Math.PI * away) / RIPPLE_PERIOD_C);
  }
  return model.slopePpmPerC * away + model.cubicPpmPerC3 * away ** 3;
}

/** Step of an SX127x's synthesiser: 32 MHz / 2¹⁹. */
const SX127X_STEP_HZ = 32e6 / 2 ** 19;

/** The carrier that an SX127x makes of a channel with a perfect crystal, from nominal: its driver cuts, not rounds. */
export function sx127xResidualHz(freqHz: number): number {
  return Math.floor(freqHz / SX127X_STEP_HZ) * SX127X_STEP_HZ - freqHz;
}
