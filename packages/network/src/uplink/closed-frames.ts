import type { Fate } from "./collector.ts";
import type { Sighting } from "./sighting.ts";
import { SightingTable } from "./sighting-table.ts";

/** A frame whose window closed: what a late copy is compared with. */
export interface ClosedFrame {
  readonly fate: Fate;
  /** The first copy, the others, and those of the same transmission that came afterwards; at least one. */
  readonly sightings: readonly Sighting[];
}

/** Late copies are remembered up to so many of one frame: more gateways than that do not hear it. */
const MOST_SIGHTINGS = 64;

/** Frames that closed one after the other, and are forgotten together. */
class Generation {
  readonly bornMono: bigint;
  /** Number of the newest frame of these bytes. */
  readonly #numbers = new Map<string, number>();
  /** By number: what became of it, when it closed, and where its sightings begin. */
  readonly #fates: Fate[] = [];
  readonly #closedMono: bigint[] = [];
  readonly #first: number[] = [0];
  readonly #table = new SightingTable();
  /** Of copies that came afterwards. */
  readonly #late = new Map<number, Sighting[]>();

  constructor(bornMono: bigint) {
    this.bornMono = bornMono;
  }

  get size(): number {
    return this.#fates.length;
  }

  add(key: string, fate: Fate, sightings: readonly Sighting[], closedMono: bigint): void {
    this.#numbers.set(key, this.#fates.length);
    this.#fates.push(fate);
    this.#closedMono.push(closedMono);
    for (const sighting of sightings) this.#table.push(sighting);
    this.#first.push(this.#table.length);
  }

  get(key: string, sinceMono: bigint): ClosedFrame | undefined {
    const number = this.#numbers.get(key);
    if (number === undefined || this.#closedMono[number]! < sinceMono) return undefined;
    const sightings: Sighting[] = [];
    for (let row = this.#first[number]!; row < this.#first[number + 1]!; row++) {
      sightings.push(this.#table.at(row));
    }
    return {
      fate: this.#fates[number]!,
      sightings: sightings.concat(this.#late.get(number) ?? []),
    };
  }

  has(key: string): boolean {
    return this.#numbers.has(key);
  }

  addLate(key: string, sighting: Sighting): void {
    const number = this.#numbers.get(key);
    if (number === undefined) return;
    const late = this.#late.get(number) ?? [];
    if (late.length < MOST_SIGHTINGS) this.#late.set(number, [...late, sighting]);
  }
}

/** Frames whose windows closed a while ago. Many are remembered, so that they are as few objects as can be. */
export class ClosedFrames {
  readonly #rememberNs: bigint;
  readonly #least: number;
  #young: Generation | undefined;
  #old: Generation | undefined;

  /** @param least frames that are remembered for so long even when there are more */
  constructor(rememberMs: number, least: number) {
    this.#rememberNs = BigInt(Math.round(rememberMs * 1e6));
    this.#least = least;
  }

  add(key: string, fate: Fate, sightings: readonly Sighting[], nowMono: bigint): void {
    const young = this.#young;
    if (!young || young.size >= this.#least || young.bornMono < nowMono - this.#rememberNs) {
      this.#old = young;
      this.#young = new Generation(nowMono);
    }
    this.#young!.add(key, fate, sightings, nowMono);
  }

  get(key: string, nowMono: bigint): ClosedFrame | undefined {
    const sinceMono = nowMono - this.#rememberNs;
    return this.#young?.get(key, sinceMono) ?? this.#old?.get(key, sinceMono);
  }

  /** A copy of a remembered frame's transmission that came when its window had closed. */
  addLate(key: string, sighting: Sighting): void {
    const home = this.#young?.has(key) ? this.#young : this.#old;
    home?.addLate(key, sighting);
  }
}
