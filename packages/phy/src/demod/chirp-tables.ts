import { chirpCycles, upChirp } from "../chirp.ts";
import { kernels } from "../kernels/kernels.ts";
import { chipsPerSymbol } from "../params.ts";

/** Chirps are prepared at this many fractions of a sample: a residual of 1/64 sample costs nothing measurable. */
export const FRACTIONS = 32;

/**
 * Base chirps of one spreading factor and their transforms, by fraction of a sample between the chirp's start and the first
 * sample. Made when they are asked for; shared by all receivers, since they take megabytes at SF12. Read-only.
 */
export class ChirpTables {
  readonly sf: number;
  readonly samplesPerChip: 1 | 2;
  /** Turns a cyclically shifted base chirp to the phase with which a symbol starts; scales the transforms as well. */
  readonly turns: Float32Array;
  readonly #chirps: Float32Array[] = [];
  readonly #spectra: Float32Array[] = [];

  private constructor(sf: number, samplesPerChip: 1 | 2) {
    this.sf = sf;
    this.samplesPerChip = samplesPerChip;
    const chips = chipsPerSymbol(sf);
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
    this.#chirps[fraction] ??= upChirp(this.sf, 1, this.samplesPerChip, fraction / FRACTIONS);
    return this.#chirps[fraction];
  }

  spectrum(fraction: number): Float32Array {
    const known = this.#spectra[fraction];
    if (known) return known;
    const spectrum = Float32Array.from(this.chirp(fraction));
    kernels.fft(spectrum, false);
    this.#spectra[fraction] = spectrum;
    return spectrum;
  }
}

const shared: ChirpTables[] = [];
