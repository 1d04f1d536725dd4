import { fnv1a, gaussian, uniform, type Clock, type SeededRandom } from "@lorats/base";
import type { Place } from "./geometry.ts";
import { COLLISION_MODELS } from "./collision.ts";
import { collide, type CollisionModel, type Fate } from "./collision-model.ts";
import { interSfDb } from "./interference.ts";
import { noiseFloorDbm } from "./link.ts";
import type { Propagation } from "./propagation.ts";
import { CHIP_RECEPTION } from "./reception.ts";
import type { Antenna, Heard, Receiver, Transmission } from "./transmission.ts";

export interface AirOptions {
  readonly propagation: Propagation;
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
  readonly #antennas: Antenna[] = [];
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

  /** Attaches something that wants to know of transmissions when they begin. */
  listen(antenna: Antenna): void {
    this.#antennas.push(antenna);
  }

  /** Puts a frame on the air; receivers hear it when it ends. */
  transmit(transmission: Transmission): void {
    const oldest = transmission.startNs - MEMORY_NS;
    this.#onAir = this.#onAir.filter((other) => other.endNs > oldest);
    this.#onAir.push(transmission);
    for (const antenna of this.#antennas) {
      antenna.onAir(transmission, this.#receivedDbm(transmission, antenna));
    }
    const untilEndMs = Number(transmission.endNs - this.#clock.monotonic()) / 1e6;
    this.#clock.after(untilEndMs, () => this.#deliver(transmission));
  }

  #deliver(transmission: Transmission): void {
    const others = this.#onAir.filter((other) => interferes(other, transmission));
    for (const receiver of this.#receivers) {
      if (receiver.id === transmission.sender || !receiver.listensTo(transmission)) continue;
      const rssiDbm = this.#receivedDbm(transmission, receiver);
      const snrDb = rssiDbm - noiseFloorDbm(transmission.bwHz, receiver.noiseFigureDb);
      const heard = { transmission, rssiDbm, snrDb };
      const inNoise = this.#levelInNoise(heard, receiver);
      if (inNoise === "missed") continue;
      const { fate, sightedShare } = this.#collision(transmission, others, receiver, rssiDbm);
      if (inNoise === "received" && fate === "received") receiver.hear(heard);
      else if (inNoise === "received" && fate === "bad") receiver.hearBad?.(heard);
      else if (receiver.sight && this.#draw("sight", transmission, receiver) < sightedShare) {
        receiver.sight(heard);
      }
    }
  }

  /** How far a frame would come against noise alone. */
  #levelInNoise(
    { transmission, snrDb }: Heard,
    receiver: Receiver,
  ): "received" | "sighted" | "missed" {
    const { reception = CHIP_RECEPTION } = receiver;
    const { sf, phyPayload } = transmission;
    const received = reception.received(sf, snrDb, phyPayload.length);
    if (received === 1) return "received";
    const sighted = reception.sighted(sf, snrDb);
    if (received === 0 && sighted === 0) return "missed";
    const draw = this.#draw("noise", transmission, receiver);
    if (draw < received) return "received";
    return draw < sighted ? "sighted" : "missed";
  }

  /** The worst that any of the others does to a frame, and how likely its preamble is seen nevertheless. */
  #collision(
    wanted: Transmission,
    others: readonly Transmission[],
    receiver: Receiver,
    rssiDbm: number,
  ): { readonly fate: Fate; readonly sightedShare: number } {
    let worst: Fate = "received";
    let sightedShare = 1;
    for (const other of others) {
      const ratioDb = rssiDbm - this.#receivedDbm(other, receiver);
      const beside = fateBeside(wanted, other, ratioDb, receiver.collisions);
      if (beside.fate === "silent" || worst === "received") worst = beside.fate;
      sightedShare *= beside.sightedShare;
    }
    return { fate: worst, sightedShare };
  }

  /** 0 … 1, and the same whenever it is asked: a frame's luck at a receiver. */
  #draw(what: string, { sender, startNs }: Transmission, { id }: Receiver): number {
    return uniform(this.#random.fork(fnv1a(`${what} ${sender} ${startNs} ${id}`)));
  }

  /** With fading, which is the same for everybody at one antenna. */
  #receivedDbm(transmission: Transmission, at: { id: string; place: Place }): number {
    const label = fnv1a(`${transmission.sender} ${transmission.startNs} ${at.id}`);
    const fading = this.#options.fadingDb * gaussian(this.#random.fork(label));
    return this.#signalDbm(transmission, at) + fading;
  }

  #signalDbm(transmission: Transmission, receiver: { id: string; place: Place }): number {
    const loss = this.#options.propagation(transmission.place, receiver.place, transmission.freqHz);
    return transmission.powerDbm - loss - this.#shadowingDb(transmission.sender, receiver.id);
  }

  #shadowingDb(a: string, b: string): number {
    const pair = a < b ? `${a} ${b}` : `${b} ${a}`;
    let shadowing = this.#shadowing.get(pair);
    if (shadowing === undefined) {
      // By name, so that a path's shadowing does not depend on who spoke first.
      shadowing = this.#options.shadowingDb * gaussian(this.#random.fork(fnv1a(pair)));
      this.#shadowing.set(pair, shadowing);
    }
    return shadowing;
  }
}

/** Whether two frames meet in time, frequency and polarity. */
function interferes(other: Transmission, wanted: Transmission): boolean {
  return (
    other !== wanted &&
    other.startNs < wanted.endNs &&
    other.endNs > wanted.startNs &&
    Math.abs(other.freqHz - wanted.freqHz) < (other.bwHz + wanted.bwHz) / 2 &&
    other.invertIq === wanted.invertIq
  );
}

function fateBeside(
  wanted: Transmission,
  other: Transmission,
  ratioDb: number,
  model: CollisionModel = COLLISION_MODELS.capture,
): { readonly fate: Fate; readonly sightedShare: number } {
  if (other.sf !== wanted.sf || other.bwHz !== wanted.bwHz) {
    return ratioDb < interSfDb(wanted.sf, other.sf) ? LOST : UNHARMED;
  }
  const symbols = (ns: bigint): number => ((Number(ns) / 1e9) * wanted.bwHz) / 2 ** wanted.sf;
  const isEarlier = wanted.startNs <= other.startNs;
  const [first, second] = isEarlier ? [wanted, other] : [other, wanted];
  const which = isEarlier ? "earlier" : "later";
  const lag = symbols(second.startNs - first.startNs);
  const ratio = isEarlier ? ratioDb : -ratioDb;
  const fate = collide(model, lag, symbols(first.endNs - second.startNs), ratio)[which];
  return { fate, sightedShare: model.sighted?.(lag, ratio)[which] ?? 0 };
}

const UNHARMED = { fate: "received", sightedShare: 1 } as const;
const LOST = { fate: "silent", sightedShare: 0 } as const;
