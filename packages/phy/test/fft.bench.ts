// `npm run bench -- fft`: which Fourier transform? Ours, a kept library in WebAssembly and one in JavaScript, interleaved.
import loadPffft from "@echogarden/pffft-wasm/simd";
import JavaScriptFft from "fft.js";
import { gaussian, SeededRandom } from "@lorats/base";
import { createFft, createPlainFft, type Fft } from "../src/fft.ts";

const SIZES = [128, 256, 1024, 4096, 8192];
const ROUNDS = 7;
const ROUND_CPU_MS = 40;

type Forward = (data: Float32Array) => void;

export async function run(): Promise<void> {
  const ways: Record<string, (size: number) => Forward> = {
    "ours, SIMD": (size) => inPlace(createFft(size)),
    "ours, plain": (size) => inPlace(createPlainFft(size)),
    "pffft-wasm": await pffft(),
    "fft.js": fftJs,
  };
  console.log("\nforward complex transforms, Msamples per CPU second, copies in and out included");
  console.log(["points".padStart(7), ...Object.keys(ways).map((w) => w.padStart(12))].join(""));
  for (const size of SIZES) {
    const input = noise(size);
    const runs = Object.values(ways).map((way) => way(size));
    agree(runs, input);
    const best = interleave(runs, input);
    console.log(
      [String(size).padStart(7), ...best.map((rate) => rate.toFixed(0).padStart(12))].join(""),
    );
  }
}

function inPlace(fft: Fft): Forward {
  return (data) => {
    fft.data.set(data);
    fft.forward();
    data.set(fft.data);
  };
}

async function pffft(): Promise<(size: number) => Forward> {
  const library = await loadPffft();
  return (size) => {
    const setup = library._pffft_new_setup(size, 1);
    const bytes = 8 * size;
    const [input, output, work] = [0, 1, 2].map(() => library._pffft_aligned_malloc(bytes));
    const from = output! >>> 2;
    return (data) => {
      library.HEAPF32.set(data, input! >>> 2);
      library._pffft_transform_ordered(setup, input!, output!, work!, 0);
      data.set(library.HEAPF32.subarray(from, from + 2 * size));
    };
  };
}

function fftJs(size: number): Forward {
  const fft = new JavaScriptFft(size);
  const output = fft.createComplexArray() as number[];
  return (data) => {
    fft.transform(output, data as unknown as number[]);
    data.set(output);
  };
}

function noise(size: number): Float32Array {
  const random = new SeededRandom(1);
  return Float32Array.from({ length: 2 * size }, () => gaussian(random));
}

/** They compute the same, or the figures mean nothing. */
function agree(runs: readonly Forward[], input: Float32Array): void {
  const results = runs.map((forward) => {
    const data = input.slice();
    forward(data);
    return data;
  });
  for (const result of results) {
    const worst = Math.max(...result.map((value, i) => Math.abs(value - results[0]![i]!)));
    if (worst > 1e-3 * Math.sqrt(input.length)) throw new Error(`transforms differ by ${worst}`);
  }
}

/** Best of some rounds each, Msamples per CPU second. */
function interleave(runs: readonly Forward[], input: Float32Array): number[] {
  const best = runs.map(() => 0);
  const data = input.slice();
  for (let round = 0; round < ROUNDS; round++) {
    runs.forEach((forward, i) => (best[i] = Math.max(best[i]!, rate(forward, input, data))));
  }
  return best;
}

function rate(forward: Forward, input: Float32Array, data: Float32Array): number {
  let samples = 0;
  let cpuUs = 0;
  while (cpuUs < ROUND_CPU_MS * 1000) {
    const before = process.threadCpuUsage();
    for (let i = 0; i < 50; i++) {
      // Fresh values each time: repeated transforms overflow.
      data.set(input);
      forward(data);
    }
    const { user, system } = process.threadCpuUsage(before);
    cpuUs += user + system;
    samples += (50 * input.length) / 2;
  }
  return samples / cpuUs;
}
