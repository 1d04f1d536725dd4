import { chirpCycles, upChirp } from "../chirp.ts";
import { kernels } from "../kernels/kernels.ts";
import { chipsPerSymbol } from "../params.ts";

/** Chirps are prepared at this many fractions of a sample: a residual of 1/64 sample costs nothing measurable. */
export const FRACTIONS = 32;

/** Bytes of chirps, and of their transforms, that are kept: all fractions up to SF9, four of SF12 at two samples a chip. */
const KEPT_BYTES = 1 << 18;
/** Of complex floats. */
const SAMPLE_BYTES = 8;

/** Arrays by fraction, made when they are asked for; the oldest goes when there are too many, except that at fraction 0. */
class PreparedByFraction {
  readonly #make: (fraction: number) => Float32Array;
  readonly #most: number;
  readonly #prepared = new Map<number, Float32Array>();

  constructor(most: number, make: (fraction: number) => Float32Array) {
    this.#most = most;
    this.#make = make;
  }

  at(fraction: number): Float32Array {
    return this.#prepared.get(fraction) ?? this.#add(fraction);
  }

  #add(fraction: number): Float32Array {
    const made = this.#make(fraction);
    this.#prepared.set(fraction, made);
    if (this.#prepared.size > this.#most) {
      for (const oldest of this.#prepared.keys()) {
        if (oldest === 0) continue;
        this.#prepared.delete(oldest);
        break;
      }
    }
    return made;
  }
}

/**
 * Base chirps of one spreading factor and their transforms, by fraction of a sample between the chirp's start and the first
 * sample. Shared by all receivers of a thread. Read-only; that at fraction 0 stays the same array.
 */
export class ChirpTables {
  readonly sf: number;
  readonly samplesPerChip: 1 | 2;
  /** Turns a cyclically shifted base chirp to the phase with which a symbol starts; scales the transforms as well. */
  readonly turns: Float32Array;
  readonly #chirps: PreparedByFraction;
  readonly #spectra: PreparedByFraction;

  private constructor(sf: number, samplesPerChip: 1 | 2) {
    this.sf = sf;
    this.samplesPerChip = samplesPerChip;
    const chips = chipsPerSymbol(sf);
    const most = Math.max(4, Math.floor(KEPT_BYTES / (SAMPLE_BYTES * chips * samplesPerChip)));
    this.#chirps = new PreparedByFraction(most, (fraction) =>
      upChirp(sf, 1, samplesPerChip, fraction / FRACTIONS),
    );
    this.#spectra = new PreparedByFraction(most, (fraction) => {
      const spectrum = Float32Array.from(this.chirp(fraction));
      kernels.fft(spectrum, false);
      return spectrum;
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
    return this.#chirps.at(fraction);
  }

  spectrum(fraction: number): Float32Array {
    return this.#spectra.at(fraction);
  }
}

const shared: ChirpTables[] = [];
