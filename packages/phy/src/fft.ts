import { CallerError } from "@lorats/base";
import { type Kernels, kernels } from "./kernels/kernels.ts";
import { PlainKernels } from "./kernels/plain-kernels.ts";

/** A discrete Fourier transform of fixed length that owns its buffer. Nothing is allocated after construction. */
export interface Fft {
  /** Points: a power of two. */
  readonly size: number;
  /** Interleaved complex values, read and overwritten in place. */
  readonly data: Float32Array;
  /** X[k] = Σ x[n] e^(−j2πkn/N), unscaled. */
  forward(): void;
  /** x[n] = Σ X[k] e^(+j2πkn/N), unscaled: `forward` then `inverse` multiplies by N. */
  inverse(): void;
}

class KernelFft implements Fft {
  readonly size: number;
  readonly data: Float32Array;
  readonly #kernels: Kernels;

  constructor(size: number, using: Kernels) {
    if (size < 2 || !Number.isInteger(Math.log2(size))) {
      throw new CallerError("PHY_BAD_PARAMETER", `FFT size ${size} is not a power of two`);
    }
    this.size = size;
    this.data = new Float32Array(2 * size);
    this.#kernels = using;
  }

  forward(): void {
    this.#kernels.fft(this.data, false);
  }

  inverse(): void {
    this.#kernels.fft(this.data, true);
  }
}

/** The transform to use. */
export function createFft(size: number): Fft {
  return new KernelFft(size, kernels);
}

/** The same in plain TypeScript, for comparison. */
export function createPlainFft(size: number): Fft {
  return new KernelFft(size, new PlainKernels());
}
