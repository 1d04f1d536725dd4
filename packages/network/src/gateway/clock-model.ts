import type { ConcentratorCounter } from "@lorats/backhaul";

/** What a reading of a gateway's counter told. */
export interface CounterReading {
  /** When the frame ended, on the server's monotonic clock, ns; never later than its arrival. */
  readonly receivedMono: bigint;
  /** The counter itself, unwrapped, ns. */
  readonly counterNs: bigint;
  /** How much longer the frame was under way than the fastest ones. */
  readonly delayMs: number;
  /** Rough standard deviation of `receivedMono`. */
  readonly sdMs: number;
  /** The counter started anew or jumped: everything before says nothing about what comes. */
  readonly stepped: boolean;
}

/** A slot of the sliding minimum. */
const SLOT_NS = 10_000_000_000n;
const SLOTS = 30;
const MAX_AGE_NS = 600_000_000_000n;
/** A crystal's error, both sides together. */
const MAX_DRIFT_PPM = 100;
/** Frames do not arrive before they were received: so much faster than the fastest is no better backhaul but a step. */
const EARLY_NS = 1_000_000_000n;
/** So many readings in a row that agree with each other but not with the model make a new model. */
const STEP_READINGS = 4;
const STEP_SPREAD_NS = 200_000_000n;
/** Less delay than this is everyday backhaul. */
const ORDINARY_NS = 2_000_000_000n;
const WRAP_US = 1n << 32n;
const SESSION_BIT = 48n;

interface Slot {
  readonly start: bigint;
  offset: bigint;
}

/**
 * A gateway's free-running microsecond counter against the server's monotonic clock. Frames arrive some time after
 * they were received, never before: the smallest offset of the last minutes is the counter's place, what exceeds
 * it is a frame's delay on its way.
 */
export class CounterModel {
  readonly #slots: Slot[] = [];
  /** Offsets in a row that do not fit. */
  #strange: bigint[] = [];
  #last: { readonly us: bigint; readonly mono: bigint } | undefined;
  /** Of a Basics Station: it changes when the radio starts. */
  #session: bigint | undefined;

  observe(counter: ConcentratorCounter, arrivedMono: bigint): CounterReading {
    const us = this.#unwrap(counter, arrivedMono);
    const offset = arrivedMono - us * 1000n;
    const base = this.#base(arrivedMono);
    const isNewSession = this.#changesSession(counter);
    if (base === undefined || isNewSession) return this.#restart(offset, us, arrivedMono);
    const excess = offset - base;
    if (excess < -EARLY_NS) return this.#restart(offset, us, arrivedMono);
    if (excess > ORDINARY_NS) {
      if (this.#beganAnew(counter, us, arrivedMono)) return this.#restart(offset, us, arrivedMono);
      this.#strange.push(offset);
      if (this.#agree()) return this.#restart(offset, us, arrivedMono);
      return this.#reading(us, arrivedMono, excess, false);
    }
    this.#strange = [];
    this.#note(offset, arrivedMono);
    this.#last = { us, mono: arrivedMono };
    return this.#reading(us, arrivedMono, excess > 0n ? excess : 0n, false);
  }

  #reading(us: bigint, arrivedMono: bigint, excess: bigint, stepped: boolean): CounterReading {
    const ageMs = Number(arrivedMono - this.#slots[0]!.start) / 1e6;
    const driftMs = Math.max(0, (ageMs * MAX_DRIFT_PPM) / 1e6);
    return {
      receivedMono: arrivedMono - excess,
      counterNs: us * 1000n,
      delayMs: Number(excess) / 1e6,
      sdMs: (this.#slots.length < 3 ? 200 : 50) + driftMs,
      stepped,
    };
  }

  #changesSession(counter: ConcentratorCounter): boolean {
    if (counter.kind !== "xtime") return false;
    const before = this.#session;
    this.#session = (counter.xtime >> SESSION_BIT) & 0xffn;
    return before !== undefined && before !== this.#session;
  }

  /**
   * The counter went back, and shows less than has passed since the last frame in time: it began at 0 in between. A frame that was held
   * up looks so only if it is older than that one and came shortly after a wrap.
   */
  #beganAnew(counter: ConcentratorCounter, us: bigint, arrivedMono: bigint): boolean {
    if (counter.kind !== "tmst" || !this.#last || us >= this.#last.us) return false;
    return BigInt(counter.us) * 1000n < arrivedMono - this.#last.mono;
  }

  /** The whole counter: a 32-bit one is read as the value nearest to where it should be by now. */
  #unwrap(counter: ConcentratorCounter, arrivedMono: bigint): bigint {
    if (counter.kind === "xtime") return counter.xtime & 0xffff_ffff_ffffn;
    const low = BigInt(counter.us);
    if (!this.#last) return low;
    const expected = this.#last.us + (arrivedMono - this.#last.mono) / 1000n;
    const turns = (expected - low + WRAP_US / 2n) / WRAP_US;
    return low + (turns > 0n ? turns : 0n) * WRAP_US;
  }

  /** The smallest offset of the last minutes; of the last slot, however old, when there is none. */
  #base(now: bigint): bigint | undefined {
    while (this.#slots.length > 1 && now - this.#slots[0]!.start > MAX_AGE_NS) this.#slots.shift();
    let base: bigint | undefined;
    for (const { offset } of this.#slots) if (base === undefined || offset < base) base = offset;
    return base;
  }

  #note(offset: bigint, arrivedMono: bigint): void {
    const newest = this.#slots.at(-1);
    if (newest && arrivedMono - newest.start < SLOT_NS) {
      if (offset < newest.offset) newest.offset = offset;
      return;
    }
    this.#slots.push({ start: arrivedMono, offset });
    if (this.#slots.length > SLOTS) this.#slots.shift();
  }

  #agree(): boolean {
    if (this.#strange.length < STEP_READINGS) return false;
    const recent = this.#strange.slice(-STEP_READINGS);
    this.#strange = recent;
    const low = recent.reduce((a, b) => (a < b ? a : b));
    const high = recent.reduce((a, b) => (a > b ? a : b));
    return high - low < STEP_SPREAD_NS;
  }

  #restart(offset: bigint, us: bigint, arrivedMono: bigint): CounterReading {
    const stepped = this.#slots.length > 0;
    this.#slots.length = 0;
    this.#strange = [];
    this.#last = { us, mono: arrivedMono };
    this.#note(offset, arrivedMono);
    return this.#reading(us, arrivedMono, 0n, stepped);
  }
}
