import type { Instant } from "@lorats/base";

const DAY_NS = 86_400_000_000_000n;

function hourOf(at: Instant): number {
  return Number(at % DAY_NS) / 3.6e12;
}

/** Slow changes of the weather, −1 … 1: three periods that never come round together. */
function weather(at: Instant): number {
  const days = Number(at) / 8.64e13;
  return (Math.sin(days * 2.11) + Math.sin(days * 3.37 + 1) + Math.sin(days * 5.03 + 2)) / 3;
}

/** Outdoor air: coldest before sunrise, warmest in the afternoon, °C. */
export function outdoorTemperatureC(at: Instant): number {
  return 12 + 6 * Math.sin(((hourOf(at) - 9) / 24) * 2 * Math.PI) + 3 * weather(at);
}

/** Indoor air: an air conditioner that switches within ±0.5 °C every twenty minutes, and warmer days. */
export function indoorTemperatureC(at: Instant): number {
  const phase = (hourOf(at) * 3) % 1;
  const conditioned = phase < 0.5 ? 2 * phase - 0.5 : 1.5 - 2 * phase;
  return 22 + conditioned + 0.5 * Math.sin(((hourOf(at) - 9) / 24) * 2 * Math.PI);
}

/** A body that follows the air with a lag. */
export class ThermalMass {
  readonly #lagS: number;
  readonly #airC: (at: Instant) => number;
  #bodyC: number | undefined;
  #at: Instant = 0n;

  /** @param lagS time constant: minutes for a device in a case */
  constructor(airC: (at: Instant) => number, lagS: number) {
    this.#airC = airC;
    this.#lagS = lagS;
  }

  /** Temperature of the body, °C, at a moment that does not go back. */
  temperatureC(at: Instant): number {
    if (this.#bodyC === undefined) {
      this.#bodyC = this.#airC(at);
    } else {
      // Air is taken as constant over a tenth of the lag; after a long sleep only the last ten lags matter.
      const stepNs = BigInt(Math.max(1, Math.round(this.#lagS * 1e8)));
      const oldest = at - stepNs * 100n;
      for (let t = this.#at > oldest ? this.#at : oldest; t < at; t += stepNs) {
        const spanNs = at - t < stepNs ? at - t : stepNs;
        const share = -Math.expm1(-Number(spanNs) / 1e9 / this.#lagS);
        this.#bodyC += share * (this.#airC(t + spanNs / 2n) - this.#bodyC);
      }
    }
    this.#at = at;
    return this.#bodyC;
  }
}
