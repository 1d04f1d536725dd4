/**
 * Powers that forwarders' tables hold, dBm, highest first. Older forwarders refuse a power that their own table has not,
 * and say nothing of what it has.
 * @see Semtech packet forwarder, global_conf.json, tx_lut_0 … tx_lut_15
 */
const USUAL_DBM = [30, 27, 26, 25, 23, 20, 16, 14, 13, 12, 11, 10, 6, 3, 0];

/** What one gateway can send with, as its refusals tell. */
export class PowerSteps {
  readonly #refused = new Set<number>();

  /** The highest power up to `eirpDbm` that was not refused, or undefined when all were. */
  upTo(eirpDbm: number): number | undefined {
    const whole = Math.floor(eirpDbm);
    if (!this.#refused.has(whole)) return whole;
    return USUAL_DBM.find((dbm) => dbm < whole && !this.#refused.has(dbm));
  }

  refused(dbm: number): void {
    this.#refused.add(dbm);
  }
}
