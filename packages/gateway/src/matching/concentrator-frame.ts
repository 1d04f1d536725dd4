import type { Rxpk } from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";

/** A frame as a concentrator reported it. */
export interface ConcentratorFrame {
  readonly id: number;
  readonly gatewayEui: Eui64;
  readonly rxpk: Rxpk;
  /** Monotonic time at which the report arrived. */
  readonly arrivedNs: bigint;
  /** How long it may wait for its sighting; 0 where that will come too late anyway. */
  readonly waitNs: bigint;
  /** The counter at the end of the frame without wraps, in microseconds; undefined without counter. */
  readonly counterUs: number | undefined;
}

const WRAP = 2 ** 32;

/** Follows the 32-bit microsecond counter of one concentrator past its wraps, by the time between reports. */
export class CounterUnwrapper {
  #last: { readonly us: number; readonly arrivedNs: bigint } | null = null;

  unwrap(us: number, arrivedNs: bigint): number {
    const last = this.#last;
    if (!last) {
      this.#last = { us, arrivedNs };
      return us;
    }
    const expected = last.us + Number(arrivedNs - last.arrivedNs) / 1000;
    const turns = Math.round((expected - us) / WRAP);
    const unwrapped = us + turns * WRAP;
    this.#last = { us: unwrapped, arrivedNs };
    return unwrapped;
  }

  /**
   * What a counter near the present one means: unwrapped, and when it is reached on monotonic time, late by what reports take.
   * `isKnown` is false before any report: then the counter is taken as it stands, from now on.
   */
  resolve(us: number, nowNs: bigint): { us: number; ns: bigint; isKnown: boolean } {
    const last = this.#last;
    if (!last) return { us: this.unwrap(us, nowNs), ns: nowNs, isKnown: false };
    const present = last.us + Number(nowNs - last.arrivedNs) / 1000;
    const unwrapped = us + Math.round((present - us) / WRAP) * WRAP;
    const ns = last.arrivedNs + BigInt(Math.round((unwrapped - last.us) * 1000));
    return { us: unwrapped, ns, isKnown: true };
  }
}

/** The 32 bits that the concentrator itself shows. */
export function wrapCounter(us: number): number {
  const whole = Math.floor(us) % WRAP;
  return whole < 0 ? whole + WRAP : whole;
}
