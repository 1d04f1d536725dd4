import type { SeededRandom } from "@lorats/base";
import { distanceM, type Place } from "../air/geometry.ts";
import { recedingMps } from "../air/motion.ts";
import { SPEED_OF_LIGHT } from "../air/path-loss.ts";
import {
  clockError,
  type Antenna,
  type Recording,
  type Transmission,
} from "../air/transmission.ts";
import { frameArrival } from "./frame-arrival.ts";
import { FINE_RADIO } from "./front-end.ts";
import { QUANTUM, SdrReceiver } from "./sdr-receiver.ts";

const RATE_HZ = 1_000_000;
/** Recorded before the onset and after the end. */
const MARGIN_S = 0.002;
const MEMORY_NS = 10_000_000_000n;

interface Seen {
  readonly sent: Transmission;
  readonly powerDbm: number;
}

/** An eavesdropper's receiver: renders what came in during a frame, its collisions and its own noise included. */
export class WaveformRecorder implements Antenna {
  readonly id: string;
  readonly place: Place;
  readonly #ppm: (atNs: bigint) => number;
  readonly #random: SeededRandom;
  #seen: Seen[] = [];
  #count = 0;

  constructor(id: string, place: Place, ppm: (atNs: bigint) => number, random: SeededRandom) {
    this.id = id;
    this.place = place;
    this.#ppm = ppm;
    this.#random = random;
  }

  onAir(sent: Transmission, powerDbm: number): void {
    this.#seen = this.#seen.filter((other) => other.sent.endNs > sent.startNs - MEMORY_NS);
    this.#seen.push({ sent, powerDbm });
  }

  /** The waveform around a frame that has just ended. */
  record(frame: Transmission): Recording {
    const random = this.#random.fork(this.#count++);
    const ppm = this.#ppm(frame.startNs);
    const sdr = new SdrReceiver(() => ppm, random.fork(0), FINE_RADIO);
    sdr.set({ centreHz: frame.freqHz, rateHz: RATE_HZ, gainTenthsDb: 0 });
    const onsetS = MARGIN_S;
    for (const { sent, powerDbm } of this.#seen) {
      if (sent.endNs < frame.startNs || sent.startNs > frame.endNs) continue;
      const flightS = distanceM(sent.place, this.place) / SPEED_OF_LIGHT;
      const laterS = Number(sent.startNs - frame.startNs) / 1e9 + flightS;
      const path = {
        onsetS: onsetS + laterS,
        powerDbm,
        recedingMps: recedingMps(sent, this.place),
      };
      sdr.arrive(frameArrival(sent, path, random.fork(1)));
    }
    const durationS = Number(frame.endNs - frame.startNs) / 1e9 + 2 * MARGIN_S;
    const quanta = Math.ceil((durationS * RATE_HZ) / QUANTUM);
    const iq = new Float32Array(2 * QUANTUM * quanta);
    for (let i = 0; i < quanta; i++) iq.set(sdr.renderIq(), 2 * QUANTUM * i);
    const flightS = distanceM(frame.place, this.place) / SPEED_OF_LIGHT;
    const onset = (onsetS + flightS) / sdr.stepS(0);
    const end = Math.ceil(durationS * RATE_HZ);
    const kept = iq.subarray(0, 2 * end);
    normalise(kept, Math.floor(onset), end - Math.ceil(MARGIN_S * RATE_HZ));
    return {
      iq: kept,
      rateHz: RATE_HZ,
      onset,
      biasHz: frame.biasHz - ppm * 1e-6 * frame.freqHz,
      clock: clockError(frame) - ppm * 1e-6,
    };
  }
}

/** Makes the mean power of samples `from` … `to` − 1 one. */
function normalise(iq: Float32Array, from: number, to: number): void {
  let power = 0;
  for (let i = 2 * from; i < 2 * to; i++) power += iq[i]! ** 2;
  const scale = 1 / Math.sqrt(power / (to - from));
  for (let i = 0; i < iq.length; i++) iq[i] = iq[i]! * scale;
}
