import { chirpCycles, upChirp } from "../chirp.ts";
import { mix } from "../iq.ts";
import { kernels } from "../kernels/kernels.ts";
import { chipsPerSymbol } from "../params.ts";

/** Chirps are prepared at this many fractions of a sample: a residual of 1/64 sample costs nothing measurable. */
export const FRACTIONS = 32;

/** Bytes of chirps, and of their transforms, that are kept: all fractions up to SF9, four of SF12 at two samples a chip. */
const KEPT_BYTES = 1 << 18;

/** Arrays by fraction, made when they are asked for; when there are too many, the oldest is made into the new one. */
class PreparedByFraction {
  readonly #make: (fraction: number, out: Float32Array) => void;
  readonly #most: number;
  readonly #floats: number;
  readonly #prepared = new Map<number, Float32Array>();

  constructor(floats: number, most: number, make: (fraction: number, out: Float32Array) => void) {
    this.#floats = floats;
    this.#most = most;
    this.#make = make;
  }

  at(fraction: number): Float32Array {
    return this.#prepared.get(fraction) ?? this.#add(fraction);
  }

  #add(fraction: number): Float32Array {
    const out = this.#oldest() ?? new Float32Array(this.#floats);
    this.#make(fraction, out);
    this.#prepared.set(fraction, out);
    return out;
  }

  #oldest(): Float32Array | undefined {
    if (this.#prepared.size < this.#most) return undefined;
    const [fraction, array] = this.#prepared.entries().next().value!;
    this.#prepared.delete(fraction);
    return array;
  }
}

/**
 * Base chirps of one spreading factor and their transforms, by fraction of a sample between the chirp's start and the first
 * sample. Shared by all receivers of a thread. Read-only, and good until the next is
 * asked for, except that at fraction 0, which never changes.
 */
export class ChirpTables {
  readonly sf: number;
  readonly samplesPerChip: 1 | 2;
  /** Turns a cyclically shifted base chirp to the phase with which a symbol starts; scales the transforms as well. */
  readonly turns: Float32Array;
  readonly #base: Float32Array;
  readonly #chirps: PreparedByFraction;
  readonly #spectra: PreparedByFraction;

  private constructor(sf: number, samplesPerChip: 1 | 2) {
    this.sf = sf;
    this.samplesPerChip = samplesPerChip;
    const chips = chipsPerSymbol(sf);
    this.#base = upChirp(sf, 1, samplesPerChip);
    const { length } = this.#base;
    const most = Math.max(4, Math.floor(KEPT_BYTES / this.#base.byteLength));
    this.#chirps = new PreparedByFraction(length, most, (fraction, out) => {
      this.#begunEarlier(fraction / FRACTIONS, out);
    });
    this.#spectra = new PreparedByFraction(length, most, (fraction, out) => {
      out.set(this.chirp(fraction));
      kernels.fft(out, false);
    });
    this.turns = new Float32Array(2 * chips);
    for (let s = 0; s < chips; s++) {
      const angle = 2 * Math.PI * chirpCycles(sf, 1, 0, s);
      this.turns[2 * s] = Math.cos(angle) / (chips * samplesPerChip);
      this.turns[2 * s + 1] = Math.sin(angle) / (chips * samplesPerChip);
    }
  }

  static for(sf: number, samplesPerChip: 1 | 2): ChirpTables {
    const key = 2 * sf + samplesPerChip;
    shared[key] ??= new ChirpTables(sf, samplesPerChip);
    return shared[key];
  }

  chirp(fraction: number): Float32Array {
    return fraction === 0 ? this.#base : this.#chirps.at(fraction);
  }

  spectrum(fraction: number): Float32Array {
    return this.#spectra.at(fraction);
  }

  /** A chirp that began some of a sample earlier is the same one on a carrier: its phase is a parabola. */
  #begunEarlier(samples: number, out: Float32Array): void {
    const chips = chipsPerSymbol(this.sf);
    const earlier = samples / this.samplesPerChip;
    const first = -earlier / 2 + earlier ** 2 / (2 * chips);
    out.set(this.#base);
    mix(out, earlier / (chips * this.samplesPerChip), first);
  }
}

const shared: ChirpTables[] = [];
