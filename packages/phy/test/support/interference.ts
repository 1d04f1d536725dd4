import { type Random, gaussian, uniform } from "@lorats/base";
import { addNoise } from "../../src/awgn.ts";
import { iqBuffer } from "../../src/iq.ts";

/** Signals that are no LoRa: what a receiver must stay silent on. */
export const INTERFERENCE = ["noise", "carrier", "GFSK", "clipped noise", "bursts"] as const;

export function interference(
  kind: (typeof INTERFERENCE)[number],
  sampleRateHz: number,
  seconds: number,
  random: Random,
): Float32Array {
  const samples = Math.floor(seconds * sampleRateHz);
  const iq = iqBuffer(samples);
  addNoise(iq, 1, random);
  if (kind === "clipped noise") for (let i = 0; i < iq.length; i++) iq[i] = Math.sign(iq[i]);
  if (kind === "bursts") addBursts(iq, sampleRateHz, random);
  if (kind === "carrier" || kind === "GFSK") addTone(iq, sampleRateHz, kind === "GFSK", random);
  return iq;
}

/** 20 dB above the noise; GFSK at 50 kbit/s with 25 kHz deviation. */
function addTone(iq: Float32Array, rateHz: number, keyed: boolean, random: Random): void {
  let cycles = 0;
  let hz = 12_345;
  let wanted = hz;
  const bit = Math.max(1, Math.round(rateHz / 50_000));
  for (let n = 0; n < iq.length / 2; n++) {
    if (keyed && n % bit === 0) wanted = uniform(random) < 0.5 ? -25_000 : 25_000;
    hz += (keyed ? 3 / bit : 0) * (wanted - hz);
    cycles += hz / rateHz;
    iq[2 * n] += 10 * Math.cos(2 * Math.PI * cycles);
    iq[2 * n + 1] += 10 * Math.sin(2 * Math.PI * cycles);
  }
}

/** Wideband bursts of random level and length, some of them milliseconds, some hundreds of them. */
function addBursts(iq: Float32Array, rateHz: number, random: Random): void {
  let n = 0;
  while (n < iq.length / 2) {
    const length = Math.floor(rateHz * 10 ** (-3 + 2 * uniform(random)));
    const level = uniform(random) < 0.5 ? 0 : 10 ** (2 * uniform(random));
    for (let i = n; i < Math.min(n + length, iq.length / 2); i++) {
      iq[2 * i] += level * gaussian(random);
      iq[2 * i + 1] += level * gaussian(random);
    }
    n += length;
  }
}
