import type { Random } from "@lorats/base";
import { addNoise, noisePower } from "../awgn.ts";
import { iqBuffer, iqLength } from "../iq.ts";
import { type FrameWaveform, waveformCycles, waveformHz, wrapSeconds } from "./waveform.ts";

/** How one frame arrives at a receiver. */
export interface Arrival {
  /** Seconds from the first sample to the start of the first preamble chirp; any fraction of a sample. */
  readonly onsetS: number;
  /** Bias in hertz at the waveform's epoch, drift in Hz/s. Doppler is a part of both: it scales carrier and clock alike. */
  readonly biasHz?: number;
  readonly driftHzPerS?: number;
  /** Where the channel's nominal centre lies in the receiver's baseband, hertz. Belongs to the receiver: pulls no clock. */
  readonly offsetHz?: number;
  /** Carrier whose crystal also makes the chips. Absent or infinite: the chips keep the receiver's time. */
  readonly carrierHz?: number;
  /** The symbol clock's own offset beside the tie, in parts per million. */
  readonly clockPpm?: number;
  /** Carrier phase at the onset, radians. */
  readonly phaseRad?: number;
  readonly amplitude?: number;
  /** Plain carrier of this length before the first chirp. */
  readonly leadInS?: number;
  /** The amplitude rises linearly from nothing over this time, from the first radiated instant on. */
  readonly rampS?: number;
  /** Echoes beside the direct path. */
  readonly echoes?: readonly Echo[];
}

/** A copy of the frame on a longer path. */
export interface Echo {
  readonly delayS: number;
  readonly gainDb: number;
  readonly phaseRad?: number;
}

// Within a block the phase is taken as quadratic; cubic terms (drift times chirp slope) stay below 1e-9 cycles.
const BLOCK = 256;

/** Adds a frame to `iq`; what lies outside the buffer is cut. Frames superpose by being added one after another. */
export function addFrame(
  iq: Float32Array,
  sampleRateHz: number,
  waveform: FrameWaveform,
  arrival: Arrival,
): void {
  addPath(iq, sampleRateHz, waveform, arrival, arrival.amplitude ?? 1, arrival.phaseRad ?? 0);
  for (const echo of arrival.echoes ?? []) {
    const late = { ...arrival, onsetS: arrival.onsetS + echo.delayS };
    const gain = (arrival.amplitude ?? 1) * 10 ** (echo.gainDb / 20);
    addPath(iq, sampleRateHz, waveform, late, gain, (arrival.phaseRad ?? 0) + (echo.phaseRad ?? 0));
  }
}

/** Buffer with one frame in white noise. `snrDb` counts the noise within `snrBandwidthHz` (default: the bandwidth). */
export function synthesize(options: {
  readonly sampleRateHz: number;
  readonly durationS: number;
  readonly waveform: FrameWaveform;
  readonly arrival: Arrival;
  readonly snrDb?: number;
  readonly snrBandwidthHz?: number;
  readonly random?: Random;
}): Float32Array<ArrayBuffer> {
  const { sampleRateHz, waveform, arrival, snrDb } = options;
  const iq = iqBuffer(Math.ceil(options.durationS * sampleRateHz));
  addFrame(iq, sampleRateHz, waveform, arrival);
  if (snrDb !== undefined && options.random) {
    const bandwidth = options.snrBandwidthHz ?? waveform.params.bwHz;
    const signal = (arrival.amplitude ?? 1) ** 2;
    addNoise(iq, noisePower(snrDb, bandwidth, sampleRateHz, signal), options.random);
  }
  return iq;
}

/** The transmitter's time and carrier as seen by the receiver, v seconds after the onset. */
class Link {
  readonly biasHz: number;
  readonly driftHzPerS: number;
  readonly epochS: number;
  readonly offsetHz: number;
  readonly pull: number;
  readonly clock: number;

  constructor(waveform: FrameWaveform, arrival: Arrival) {
    this.biasHz = arrival.biasHz ?? 0;
    this.driftHzPerS = arrival.driftHzPerS ?? 0;
    this.offsetHz = arrival.offsetHz ?? 0;
    this.epochS = waveform.epochS;
    this.pull = 1 / (arrival.carrierHz ?? Number.POSITIVE_INFINITY);
    this.clock = (arrival.clockPpm ?? 0) * 1e-6;
  }

  #bias(v: number): number {
    return this.biasHz + this.driftHzPerS * (v - this.epochS);
  }

  #biasCycles(v: number): number {
    return this.biasHz * v + this.driftHzPerS * v * (0.5 * v - this.epochS);
  }

  carrierHz(v: number): number {
    return this.offsetHz + this.#bias(v);
  }

  carrierCycles(v: number): number {
    return this.offsetHz * v + this.#biasCycles(v);
  }

  transmitterTime(v: number): number {
    return v * (1 + this.clock) + this.pull * this.#biasCycles(v);
  }

  rate(v: number): number {
    return 1 + this.clock + this.pull * this.#bias(v);
  }

  receiverTime(u: number): number {
    let v = u;
    for (let i = 0; i < 3; i++) v -= (this.transmitterTime(v) - u) / this.rate(v);
    return v;
  }
}

function addPath(
  iq: Float32Array,
  rateHz: number,
  waveform: FrameWaveform,
  arrival: Arrival,
  amplitude: number,
  phaseRad: number,
): void {
  const link = new Link(waveform, arrival);
  const { onsetS } = arrival;
  const phase = phaseRad / (2 * Math.PI);
  const lead = arrival.leadInS ?? 0;
  const ramp = new Ramp(amplitude, onsetS - lead, arrival.rampS ?? 0, rateHz);
  if (lead > 0) {
    const from = firstSample(onsetS - lead, rateHz);
    fill(
      iq,
      from,
      firstSample(onsetS, rateHz),
      ramp,
      (n) => {
        const v = n / rateHz - onsetS;
        return {
          cycles: phase + link.carrierCycles(v),
          hz: link.carrierHz(v),
          slope: link.driftHzPerS,
        };
      },
      rateHz,
    );
  }
  const { sf, bwHz, invertIq } = waveform.params;
  const chirpSlope = (bwHz * bwHz) / 2 ** sf;
  for (let index = 0; index < waveform.chirps.length; index++) {
    const start = waveform.startS[index];
    const end = waveform.startS[index + 1];
    const wrap = Math.min(end, start + wrapSeconds(waveform, index));
    const slope = waveform.chirps[index].down === invertIq ? chirpSlope : -chirpSlope;
    // A sample that falls on the wrap must not take the frequency before it for a whole block.
    const past = wrap + 1e-12;
    const at = (n: number, wrapped: boolean): LocalPhase => {
      const v = n / rateHz - onsetS;
      const u = link.transmitterTime(v);
      const rate = link.rate(v);
      const inside = wrapped ? Math.max(u, past) : u;
      return {
        cycles: phase + link.carrierCycles(v) + waveformCycles(waveform, index, u),
        hz: link.carrierHz(v) + rate * waveformHz(waveform, index, inside),
        slope: link.driftHzPerS + rate * rate * slope,
      };
    };
    const samples = [start, wrap, end].map((u) =>
      firstSample(onsetS + link.receiverTime(u), rateHz),
    );
    fill(iq, samples[0], samples[1], ramp, (n) => at(n, false), rateHz);
    fill(iq, samples[1], samples[2], ramp, (n) => at(n, true), rateHz);
  }
}

function firstSample(seconds: number, rateHz: number): number {
  return Math.ceil(seconds * rateHz);
}

/** Amplitude against sample index. */
class Ramp {
  readonly level: number;
  readonly #from: number;
  readonly #perSample: number;

  constructor(level: number, startS: number, rampS: number, rateHz: number) {
    this.level = level;
    this.#from = startS * rateHz;
    this.#perSample = rampS > 0 ? level / (rampS * rateHz) : Number.POSITIVE_INFINITY;
  }

  at(n: number): number {
    const raised = (n - this.#from) * this.#perSample;
    return raised < this.level ? Math.max(0, raised) : this.level;
  }

  isFlatFrom(n: number): boolean {
    return this.at(n) === this.level;
  }
}

interface LocalPhase {
  readonly cycles: number;
  readonly hz: number;
  readonly slope: number;
}

/** Adds e^(j2πφ) over samples `from` … `to` − 1, φ given exactly at each block's start and its two derivatives within. */
function fill(
  iq: Float32Array,
  from: number,
  to: number,
  ramp: Ramp,
  at: (n: number) => LocalPhase,
  rateHz: number,
): void {
  const last = Math.min(to, iqLength(iq));
  let n = Math.max(0, from);
  while (n < last) {
    const stop = Math.min(last, n + BLOCK);
    const local = at(n);
    const step = local.hz / rateHz;
    const bend = local.slope / (2 * rateHz * rateHz);
    const flat = ramp.isFlatFrom(n);
    const turn = 2 * Math.PI;
    const start = turn * (local.cycles - Math.floor(local.cycles));
    const level = flat ? ramp.level : 1;
    let pr = level * Math.cos(start);
    let pi = level * Math.sin(start);
    let sr = Math.cos(turn * (step + bend));
    let si = Math.sin(turn * (step + bend));
    const ar = Math.cos(turn * 2 * bend);
    const ai = Math.sin(turn * 2 * bend);
    for (; n < stop; n++) {
      const gain = flat ? 1 : ramp.at(n);
      iq[2 * n] += gain * pr;
      iq[2 * n + 1] += gain * pi;
      let next = pr * sr - pi * si;
      pi = pr * si + pi * sr;
      pr = next;
      next = sr * ar - si * ai;
      si = sr * ai + si * ar;
      sr = next;
    }
  }
}
