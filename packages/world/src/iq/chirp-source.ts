import type { WaveformSource } from "./waveform-source.ts";

/** A LoRa frame as the modem's digital part knows it. */
export interface ChirpFrame {
  readonly sf: number;
  readonly bwHz: number;
  /** Data symbols, header first, 0 … 2^sf − 1. */
  readonly symbols: ArrayLike<number>;
  readonly preambleLength: number;
  readonly syncWord: number;
  readonly invertIq: boolean;
}

/** How a transmitter switches its amplifier. */
export interface Keying {
  /** Unmodulated carrier before the first chirp. */
  readonly leadInS: number;
  /** The amplitude rises (from the start of the lead-in) and falls (after the last chirp) as half a cosine. */
  readonly rampS: number;
}

/** Steps of the phase accumulator a chip: chirps begin and wrap on whole chips, hence between two steps. */
export const STEPS_PER_CHIP = 8;

/**
 * The synthesiser follows its frequency word with a soft corner, here the binomial 1 4 6 4 1 over five steps: a wrap by
 * the whole bandwidth takes half a chip. Symmetric, so that it moves neither onset nor carrier.
 */
const REACH = 2;

interface Chirp {
  readonly steps: number;
  /** First frequency, cycles a step at the middle of step 0. */
  readonly start: number;
  /** Change a step. */
  readonly slope: number;
  /** Step at which the frequency jumps back by the bandwidth. */
  readonly wrapAt: number;
  /** The jump, cycles a step. */
  readonly jump: number;
}

/** Frequency-modulated chirps by a phase accumulator, sample after sample, in constant memory. */
export class ChirpSource implements WaveformSource {
  readonly rateHz: number;
  readonly onset: number;
  readonly length: number;
  readonly #chirps: readonly Chirp[];
  readonly #rampSteps: number;
  /** The last five phases in cycles, the oldest first. */
  readonly #phases = new Float64Array(2 * REACH + 1);
  #phase = 0;
  #chirp = 0;
  #step = 0;
  #accumulated = 0;
  #buffer = new Float32Array(0);
  #from = 0;
  #made = 0;

  constructor(frame: ChirpFrame, keying: Keying) {
    this.rateHz = STEPS_PER_CHIP * frame.bwHz;
    this.onset = Math.round(keying.leadInS * this.rateHz);
    this.#rampSteps = Math.round(keying.rampS * this.rateHz);
    this.#chirps = chirpsOf(frame);
    const steps = this.#chirps.reduce((sum, chirp) => sum + chirp.steps, 0);
    this.length = this.onset + steps + this.#rampSteps;
    this.#advance(REACH, undefined);
  }

  read(from: number, to: number): Float32Array {
    const kept = Math.max(0, this.#made - from);
    const old = this.#buffer.subarray(2 * (this.#made - this.#from - kept));
    const needed = 2 * Math.max(to - from, kept);
    if (needed > this.#buffer.length) this.#buffer = new Float32Array(2 * needed);
    this.#buffer.set(old.subarray(0, 2 * kept));
    if (from > this.#made) this.#advance(from - this.#made, undefined);
    if (to > from + kept) {
      const out = this.#buffer.subarray(2 * kept, 2 * (to - from));
      this.#advance(to - from - kept, out);
      this.#shape(out, from + kept);
    }
    this.#from = from;
    this.#made = Math.max(to, this.#made);
    return this.#buffer.subarray(0, 2 * (to - from));
  }

  /** Runs the phase accumulator; writes what leaves the corner filter, `REACH` steps behind. */
  #advance(steps: number, out: Float32Array | undefined): void {
    let [p0, p1, p2, p3, p4] = this.#phases as Iterable<number> as [
      number,
      number,
      number,
      number,
      number,
    ];
    for (let done = 0; done < steps;) {
      const chirp = this.#current();
      const count = Math.min(steps - done, chirp.steps - this.#step);
      for (let i = 0; i < count; i++) {
        p0 = p1;
        p1 = p2;
        p2 = p3;
        p3 = p4;
        p4 = this.#phase;
        const k = this.#step + i;
        this.#phase += chirp.start + chirp.slope * k - (k < chirp.wrapAt ? 0 : chirp.jump);
        if (!out) continue;
        const cycles = (p0 + p4 + 4 * (p1 + p3) + 6 * p2) / 16;
        const angle = 2 * Math.PI * (cycles - Math.floor(cycles));
        out[2 * (done + i)] = Math.cos(angle);
        out[2 * (done + i) + 1] = Math.sin(angle);
      }
      done += count;
      this.#step += count;
      this.#accumulated += count;
    }
    this.#phases.set([p0, p1, p2, p3, p4]);
  }

  /** What is sent now: plain carrier before and after the chirps. */
  #current(): Chirp {
    if (this.#accumulated < this.onset) {
      this.#step = this.#accumulated;
      return { ...CARRIER, steps: this.onset };
    }
    if (this.#accumulated === this.onset) this.#step = 0;
    let chirp = this.#chirps[this.#chirp];
    if (chirp && this.#step === chirp.steps) {
      chirp = this.#chirps[++this.#chirp];
      this.#step = 0;
    }
    return chirp ?? CARRIER;
  }

  /** Applies the amplifier's rise and fall to samples from number `from` on. */
  #shape(out: Float32Array, from: number): void {
    const samples = out.length / 2;
    if (from >= this.#rampSteps && from + samples <= this.length - this.#rampSteps) return;
    for (let i = 0; i < samples; i++) {
      const level = this.#level(from + i);
      out[2 * i] = out[2 * i]! * level;
      out[2 * i + 1] = out[2 * i + 1]! * level;
    }
  }

  #level(n: number): number {
    const inside = Math.min(n + 0.5, this.length - n - 0.5);
    if (inside <= 0) return 0;
    if (inside >= this.#rampSteps) return 1;
    return 0.5 - 0.5 * Math.cos((Math.PI * inside) / this.#rampSteps);
  }
}

const CARRIER: Chirp = {
  steps: Number.POSITIVE_INFINITY,
  start: 0,
  slope: 0,
  wrapAt: Number.POSITIVE_INFINITY,
  jump: 0,
};

/** Preamble, sync word, two and a quarter down-chirps, (at SF5 and SF6 two up-chirps,) data. */
function chirpsOf(frame: ChirpFrame): Chirp[] {
  const chips = 2 ** frame.sf;
  const steps = chips * STEPS_PER_CHIP;
  const width = 1 / STEPS_PER_CHIP;
  const slope = width / steps;
  const sign = frame.invertIq ? -1 : 1;
  const up = (symbol: number): Chirp => ({
    steps,
    start: sign * (-width / 2 + (width * symbol) / chips + slope / 2),
    slope: sign * slope,
    wrapAt: (chips - symbol) * STEPS_PER_CHIP,
    jump: sign * width,
  });
  const down = (share: number): Chirp => ({
    steps: steps * share,
    start: sign * (width / 2 - slope / 2),
    slope: -sign * slope,
    wrapAt: steps,
    jump: 0,
  });
  const sync = [frame.syncWord >> 4, frame.syncWord & 15].map((nibble) => (8 * nibble) % chips);
  return [
    ...Array.from({ length: frame.preambleLength }, () => up(0)),
    ...sync.map(up),
    down(1),
    down(1),
    down(1 / 4),
    ...(frame.sf < 7 ? [up(0), up(0)] : []),
    ...Array.from(frame.symbols, up),
  ];
}
