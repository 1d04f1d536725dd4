import { gaussian, type Clock, type SeededRandom } from "@lorats/base";
import { distanceM } from "./geometry.ts";
import { noiseFloorDbm, requiredSirDb, snrFloorDb } from "./link.ts";
import { logDistanceLossDb } from "./path-loss.ts";
import type { Receiver, Transmission } from "./transmission.ts";

export interface AirOptions {
  readonly pathLossExponent: number;
  /** Standard deviation of the shadowing of a path; it stays the same for a pair of places. */
  readonly shadowingDb: number;
  /** Standard deviation of the fading from frame to frame. */
  readonly fadingDb: number;
}

/** Interferers are forgotten after this: longer than any frame lasts. */
const MEMORY_NS = 10_000_000_000n;

/**
 * The shared medium at frame level: who hears what, how strong, and what is lost in noise or collision.
 * Every outcome follows from places, powers and the seed.
 */
export class Air {
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #options: AirOptions;
  readonly #receivers: Receiver[] = [];
  readonly #shadowing = new Map<string, number>();
  #onAir: Transmission[] = [];

  constructor(clock: Clock, random: SeededRandom, options: AirOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#options = options;
  }

  attach(receiver: Receiver): void {
    this.#receivers.push(receiver);
  }

  /** Puts a frame on the air; receivers hear it when it ends. */
  transmit(transmission: Transmission): void {
    const oldest = transmission.startNs - MEMORY_NS;
    this.#onAir = this.#onAir.filter((other) => other.endNs > oldest);
    this.#onAir.push(transmission);
    const untilEndMs = Number(transmission.endNs - this.#clock.monotonic()) / 1e6;
    this.#clock.after(untilEndMs, () => this.#deliver(transmission));
  }

  #deliver(transmission: Transmission): void {
    for (const receiver of this.#receivers) {
      if (receiver.id === transmission.sender || !receiver.listensTo(transmission)) continue;
      const fading = this.#options.fadingDb * gaussian(this.#random);
      const rssiDbm = this.#signalDbm(transmission, receiver) + fading;
      const snrDb = rssiDbm - noiseFloorDbm(transmission.bwHz, receiver.noiseFigureDb);
      if (snrDb < snrFloorDb(transmission.sf)) continue;
      if (this.#isJammed(transmission, receiver, rssiDbm)) continue;
      receiver.hear({ transmission, rssiDbm, snrDb });
    }
  }

  #isJammed(wanted: Transmission, receiver: Receiver, rssiDbm: number): boolean {
    return this.#onAir.some(
      (other) =>
        other !== wanted &&
        other.startNs < wanted.endNs &&
        other.endNs > wanted.startNs &&
        Math.abs(other.freqHz - wanted.freqHz) < (other.bwHz + wanted.bwHz) / 2 &&
        other.invertIq === wanted.invertIq &&
        rssiDbm - this.#signalDbm(other, receiver) < requiredSirDb(wanted.sf, other.sf),
    );
  }

  #signalDbm(transmission: Transmission, receiver: Receiver): number {
    const metres = distanceM(transmission.place, receiver.place);
    const loss = logDistanceLossDb(metres, transmission.freqHz, this.#options.pathLossExponent);
    return transmission.powerDbm - loss - this.#shadowingDb(transmission.sender, receiver.id);
  }

  #shadowingDb(a: string, b: string): number {
    const pair = a < b ? `${a} ${b}` : `${b} ${a}`;
    let shadowing = this.#shadowing.get(pair);
    if (shadowing === undefined) {
      shadowing = this.#options.shadowingDb * gaussian(this.#random.fork(hashOf(pair)));
      this.#shadowing.set(pair, shadowing);
    }
    return shadowing;
  }
}

/** FNV-1a, so that a path's shadowing does not depend on who spoke first. */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  return hash >>> 0;
}
