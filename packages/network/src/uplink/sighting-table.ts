import type { GatewayId, Mutable } from "@lorats/base";
import type { GatewayTimes } from "@lorats/backhaul";
import type { Sighting } from "./sighting.ts";

/** Words of a row: numbers, then 64-bit integers. */
const ANTENNA = 0;
const BOARD = 1;
const FREQ_HZ = 2;
const TMST_US = 3;
const XTIME = 4;
const GPS_NS = 5;
const UTC = 6;
const END_MONO = 7;
const WIDTH = 8;

/** A value that is not there. */
const NO_NUMBER = NaN;
const NO_INTEGER = -(2n ** 63n);
const FIRST_ROWS = 256;

/**
 * Sightings as rows of numbers, outside the heap: a garbage collector that walks over the objects of some hundred thousand of them
 * holds everything up for as long as frames may wait.
 */
export class SightingTable {
  readonly #gateways: GatewayId[] = [];
  #numbers = new Float64Array(FIRST_ROWS * WIDTH);
  /** The same memory. */
  #integers = new BigInt64Array(this.#numbers.buffer);

  /** Where the next sighting goes. */
  get length(): number {
    return this.#gateways.length;
  }

  /** HOT PATH. */
  push({ gatewayId, antenna, board, freqHz, times, endMono }: Sighting): void {
    const { counter, gpsNs, utc } = times;
    const at = this.#gateways.length * WIDTH;
    if (at === this.#numbers.length) this.#grow();
    const [numbers, integers] = [this.#numbers, this.#integers];
    this.#gateways.push(gatewayId);
    numbers[at + ANTENNA] = antenna ?? NO_NUMBER;
    numbers[at + BOARD] = board ?? NO_NUMBER;
    numbers[at + FREQ_HZ] = freqHz;
    numbers[at + TMST_US] = counter?.kind === "tmst" ? counter.us : NO_NUMBER;
    integers[at + XTIME] = counter?.kind === "xtime" ? counter.xtime : NO_INTEGER;
    integers[at + GPS_NS] = gpsNs ?? NO_INTEGER;
    integers[at + UTC] = utc ?? NO_INTEGER;
    integers[at + END_MONO] = endMono;
  }

  /** The sighting of a row that was pushed. */
  at(row: number): Sighting {
    const at = row * WIDTH;
    return {
      gatewayId: this.#gateways[row]!,
      antenna: this.#number(at + ANTENNA),
      board: this.#number(at + BOARD),
      freqHz: this.#numbers[at + FREQ_HZ]!,
      times: this.#times(at),
      endMono: this.#integers[at + END_MONO]!,
    };
  }

  #times(at: number): GatewayTimes {
    const times: Mutable<GatewayTimes> = {};
    const [us, xtime] = [this.#number(at + TMST_US), this.#integer(at + XTIME)];
    const [gpsNs, utc] = [this.#integer(at + GPS_NS), this.#integer(at + UTC)];
    if (us !== undefined) times.counter = { kind: "tmst", us };
    if (xtime !== undefined) times.counter = { kind: "xtime", xtime };
    if (gpsNs !== undefined) times.gpsNs = gpsNs;
    if (utc !== undefined) times.utc = utc;
    return times;
  }

  #number(place: number): number | undefined {
    const value = this.#numbers[place]!;
    return Number.isNaN(value) ? undefined : value;
  }

  #integer(place: number): bigint | undefined {
    const value = this.#integers[place]!;
    return value === NO_INTEGER ? undefined : value;
  }

  #grow(): void {
    const more = new Float64Array(2 * this.#numbers.length);
    more.set(this.#numbers);
    this.#numbers = more;
    this.#integers = new BigInt64Array(more.buffer);
  }
}
