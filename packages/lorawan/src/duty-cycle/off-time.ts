import { CallerError } from "@lorats/base";

/** When the band is free again after what was sent so far. */
export interface OffTimeState {
  readonly freeUs: number | null;
}

/**
 * The rule of LoRaWAN 1.0.x devices: after a transmission of length ToA the band rests for ToA · (1 / duty − 1).
 *
 * It needs one number of memory. It is stricter than the law nearly always, but not quite: a window that begins with
 * one transmission and ends with another holds one more than the rests in it paid for. A ledger therefore uses it
 * beside the {@link SlidingWindow}, never alone. What is planned for later counts as sent: nothing is put before it.
 *
 * @see LoRaWAN L2 1.0.2 §7.1 of the Regional Parameters, "T_off subband"
 */
export class OffTime {
  readonly dutyCycle: number;
  #freeUs: number;

  constructor(dutyCycle: number, state?: OffTimeState) {
    if (!(dutyCycle > 0 && dutyCycle <= 1)) {
      throw new CallerError("LW_DUTY_BAD_LIMIT", "a duty cycle is more than 0 and at most 1");
    }
    this.dutyCycle = dutyCycle;
    this.#freeUs = state?.freeUs ?? -Infinity;
  }

  earliestUs(fromUs: number): number {
    return Math.max(fromUs, this.#freeUs);
  }

  record(startUs: number, durationUs: number): void {
    this.#freeUs = Math.max(this.#freeUs, Math.ceil(startUs + durationUs / this.dutyCycle));
  }

  toJSON(): OffTimeState {
    return { freeUs: Number.isFinite(this.#freeUs) ? this.#freeUs : null };
  }
}
