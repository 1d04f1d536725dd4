import { SeededRandom, uniform } from "@lorats/base";

/** A simulated way from the antenna to the program. */
export interface DelayModel {
  readonly sampleRateHz: number;
  readonly bufferSamples: number;
  /** Error of the SDR's crystal. */
  readonly ppm: number;
  /** Delay that no block undercuts. */
  readonly latencyS: number;
  /** Mean of the exponential delay that comes on top. */
  readonly jitterS: number;
  /** Samples lost before the buffer with this number. */
  readonly losses?: ReadonlyMap<number, number>;
  /** Extra delay of a buffer, such as a stall of the network. */
  readonly stallS?: (buffer: number) => number;
}

export interface SimulatedArrival {
  /** Index after the last sample, as received. */
  readonly end: number;
  /** When that sample was really taken, and when it arrived, in seconds. */
  readonly takenS: number;
  readonly arrivedS: number;
}

/** Buffers arrive whole, in order, each with its delay. */
export function simulateArrivals(
  model: DelayModel,
  buffers: number,
  seed: number,
): SimulatedArrival[] {
  const random = new SeededRandom(seed);
  const { sampleRateHz, bufferSamples, ppm, latencyS, jitterS, losses, stallS } = model;
  const arrivals: SimulatedArrival[] = [];
  let lost = 0;
  let last = 0;
  for (let i = 0; i < buffers; i++) {
    lost += losses?.get(i) ?? 0;
    const end = (i + 1) * bufferSamples;
    const takenS = (end + lost) / (sampleRateHz * (1 + ppm * 1e-6));
    const jitter = -jitterS * Math.log(1 - uniform(random));
    last = Math.max(last, takenS + latencyS + jitter + (stallS?.(i) ?? 0));
    arrivals.push({ end, takenS, arrivedS: last });
  }
  return arrivals;
}
