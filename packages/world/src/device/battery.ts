/** Level as DevStatusAns gives it. @see LoRaWAN L2 1.0.4 §5.5 */
export const EXTERNAL_POWER = 0;

/** Supply current of an SX1276 on RFO/PA_BOOST by output power, mA. @see SX1276 data sheet table 10 */
const TRANSMIT_MA: readonly (readonly [dbm: number, milliamperes: number])[] = [
  [7, 20],
  [13, 29],
  [17, 87],
  [20, 120],
];
/** Two windows of some symbols, and the rest of the day asleep. */
const RECEIVE_MA = 11;
const RECEIVE_S = 0.1;
const SLEEP_MA = 0.004;

/** A primary cell that pays for every frame. */
export class Battery {
  readonly #capacityMah: number;
  #usedMah: number;
  #atNs: bigint | undefined;

  constructor(capacityMah: number, usedMah = 0) {
    this.#capacityMah = capacityMah;
    this.#usedMah = usedMah;
  }

  get usedMah(): number {
    return this.#usedMah;
  }

  get isEmpty(): boolean {
    return this.#usedMah >= this.#capacityMah;
  }

  /** 1 (empty) … 254 (full). */
  get level(): number {
    const left = Math.max(0, 1 - this.#usedMah / this.#capacityMah);
    return 1 + Math.round(253 * left);
  }

  /** A frame that begins now, and the sleep before it. */
  transmit(atNs: bigint, airtimeS: number, powerDbm: number): void {
    const sleptH = this.#atNs === undefined ? 0 : Number(atNs - this.#atNs) / 3.6e12;
    this.#atNs = atNs;
    const milliamperes = TRANSMIT_MA.find(([dbm]) => powerDbm <= dbm)?.[1] ?? 120;
    const busy = (airtimeS * milliamperes + RECEIVE_S * RECEIVE_MA) / 3600;
    this.#usedMah += sleptH * SLEEP_MA + busy;
  }
}
