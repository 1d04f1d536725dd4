import { gaussian, SeededRandom, uniform } from "@lorats/base";
import { loraTimeOnAirMs, type SpreadingFactor } from "@lorats/lorawan";
import { COLLISION_MODELS } from "../air/collision.ts";
import { collisionCell, type CollisionModel } from "../air/collision-model.ts";
import { interSfDb } from "../air/interference.ts";
import { snrFloorDb } from "../air/link.ts";
import { CHIP_RECEPTION } from "../air/reception.ts";
import { planCity, type CityOptions, type CityPlan } from "./city-plan.ts";
import { EventHeap } from "./event-heap.ts";

/** What became of the frames that have ended. */
export interface CityResult {
  readonly frames: number;
  /** Frames that at least one gateway received. */
  readonly delivered: number;
  /** Copies at all gateways. */
  readonly receptions: number;
  /** Frames that nobody received: out of reach, in collisions, or because all demodulators were busy. */
  readonly outOfReach: number;
  readonly collided: number;
  readonly refused: number;
  readonly bySf: readonly {
    readonly sf: number;
    readonly frames: number;
    readonly delivered: number;
  }[];
}

const BW_HZ = 125_000;
const SFS = 13;
/** Around a rate's floor reception is a matter of luck; below it is none, above it is sure. Half width, dB, and steps a dB. */
const LUCK_DB = 10;
const LUCK_STEPS = 10;
/** States of a frame at a gateway. */
const UNHEARD = 0;
const HEARD = 1;
const SPOILT = 2;
const REFUSED = 3;

/** A frame on the air; reused when it has ended. */
interface Slot {
  device: number;
  sf: number;
  startS: number;
  endS: number;
  readonly snrDb: Float32Array;
  readonly state: Uint8Array;
}

/**
 * Thousands of devices and their gateways without sockets, keys or payloads: only times, powers and who hears whom. One
 * event a frame. Uplinks only: what gateways send, and deafen themselves with, is left out.
 */
export class City {
  readonly #options: CityOptions;
  readonly #random: SeededRandom;
  readonly #plan: CityPlan;
  readonly #model: CollisionModel;
  readonly #airtimeS: Float64Array;
  readonly #intervalS: Float64Array;
  /** Probability of reception by spreading factor and SNR over its floor. */
  readonly #luck: readonly Float32Array[];
  /** By wanted and other spreading factor. */
  readonly #interSfDb: Float64Array;
  readonly #heap: EventHeap;
  readonly #active: Slot[][];
  readonly #free: Slot[] = [];
  /** When each demodulator of each gateway is free again. */
  readonly #busyUntilS: Float64Array;
  readonly #counts = {
    frames: 0,
    delivered: 0,
    receptions: 0,
    outOfReach: 0,
    collided: 0,
    refused: 0,
  };
  readonly #framesBySf = new Float64Array(SFS);
  readonly #deliveredBySf = new Float64Array(SFS);

  constructor(options: CityOptions) {
    this.#options = options;
    const { devices, gateways, load, phyBytes } = options;
    const random = new SeededRandom(options.seed);
    this.#plan = planCity(options, random.fork(1));
    this.#random = random.fork(2);
    this.#model = COLLISION_MODELS[options.collisions];
    this.#airtimeS = Float64Array.from({ length: SFS }, (_, sf) =>
      sf < 7
        ? 0
        : loraTimeOnAirMs({ sf: sf as SpreadingFactor, bwHz: BW_HZ, phyBytes, crc: true }) / 1000,
    );
    this.#intervalS = Float64Array.from({ length: devices }, (_, d) =>
      "intervalS" in load ? load.intervalS : this.#airtimeS[this.#plan.sf[d]!]! / load.dutyCycle,
    );
    this.#luck = Array.from({ length: SFS }, (_, sf) =>
      Float32Array.from({ length: 2 * LUCK_DB * LUCK_STEPS }, (_step, i) => {
        const overDb = (i + 0.5) / LUCK_STEPS - LUCK_DB;
        return sf < 7 ? 0 : CHIP_RECEPTION.received(sf, snrFloorDb(sf) + overDb, phyBytes);
      }),
    );
    this.#interSfDb = Float64Array.from({ length: SFS * SFS }, (_, i) =>
      interSfDb(Math.floor(i / SFS), i % SFS),
    );
    this.#active = Array.from({ length: options.channels }, () => []);
    this.#busyUntilS = new Float64Array(gateways * options.demodulators);
    this.#heap = new EventHeap(devices);
    for (let d = 0; d < devices; d++) this.#heap.add(d, this.#pauseS(d));
  }

  /** Runs until `untilS` of simulated time and gives what has happened since the beginning. */
  run(untilS: number): CityResult {
    const heap = this.#heap;
    for (;;) {
      const device = heap.first;
      const nowS = heap.timeOf(device);
      if (nowS > untilS) break;
      this.#transmit(device, nowS);
      heap.delayFirst(nowS + this.#pauseS(device));
    }
    for (const channel of this.#active) this.#settle(channel, untilS);
    const bySf = [7, 8, 9, 10, 11, 12].map((sf) => ({
      sf,
      frames: this.#framesBySf[sf]!,
      delivered: this.#deliveredBySf[sf]!,
    }));
    return { ...this.#counts, bySf };
  }

  /** Devices send at random, as those do that report what happens. */
  #pauseS(device: number): number {
    const airtimeS = this.#airtimeS[this.#plan.sf[device]!]!;
    const meanS = Math.max(0, this.#intervalS[device]! - airtimeS);
    return airtimeS - meanS * Math.log(1 - uniform(this.#random));
  }

  #transmit(device: number, nowS: number): void {
    const channel = this.#active[Math.floor(uniform(this.#random) * this.#active.length)]!;
    this.#settle(channel, nowS);
    const slot = this.#take(device, nowS);
    for (const other of channel) this.#meet(other, slot);
    channel.push(slot);
  }

  /** Takes a slot and asks every gateway whether it hears the frame and has a demodulator for it. */
  #take(device: number, nowS: number): Slot {
    const { gateways, fadingDb } = this.#options;
    const slot = this.#free.pop() ?? {
      device: 0,
      sf: 7,
      startS: 0,
      endS: 0,
      snrDb: new Float32Array(gateways),
      state: new Uint8Array(gateways),
    };
    const sf = this.#plan.sf[device]!;
    const floorDb = snrFloorDb(sf);
    slot.device = device;
    slot.sf = sf;
    slot.startS = nowS;
    slot.endS = nowS + this.#airtimeS[sf]!;
    for (let g = 0; g < gateways; g++) {
      const mean = this.#plan.snrDb[device * gateways + g]!;
      // Far below the floor no fading helps, and no draw is spent.
      const isNear = mean > floorDb - LUCK_DB - 4 * fadingDb;
      const snr = isNear && fadingDb > 0 ? mean + fadingDb * gaussian(this.#random) : mean;
      slot.snrDb[g] = snr;
      slot.state[g] = this.#isLucky(sf, snr - floorDb)
        ? this.#demodulate(g, nowS, slot.endS)
        : UNHEARD;
    }
    return slot;
  }

  #isLucky(sf: number, overDb: number): boolean {
    const step = Math.floor((overDb + LUCK_DB) * LUCK_STEPS);
    if (step < 0) return false;
    if (step >= 2 * LUCK_DB * LUCK_STEPS) return true;
    const share = this.#luck[sf]![step]!;
    return share === 1 || (share > 0 && uniform(this.#random) < share);
  }

  #demodulate(gateway: number, nowS: number, endS: number): number {
    const { demodulators } = this.#options;
    for (let i = gateway * demodulators; i < (gateway + 1) * demodulators; i++) {
      if (this.#busyUntilS[i]! > nowS) continue;
      this.#busyUntilS[i] = endS;
      return HEARD;
    }
    return REFUSED;
  }

  /** Two frames overlap on a channel, `later` having just begun. */
  #meet(earlier: Slot, later: Slot): void {
    const { gateways } = this.#options;
    const isSame = earlier.sf === later.sf;
    const symbolS = 2 ** earlier.sf / BW_HZ;
    const lag = (later.startS - earlier.startS) / symbolS;
    const isSpared = (earlier.endS - later.startS) / symbolS < this.#model.spareSymbols;
    for (let g = 0; g < gateways; g++) {
      const a = earlier.state[g];
      const b = later.state[g];
      if (a !== HEARD && b !== HEARD) continue;
      const ratio = earlier.snrDb[g]! - later.snrDb[g]!;
      if (isSame) {
        const cell = collisionCell(this.#model, lag, ratio);
        if (a === HEARD && cell[1] !== "received") earlier.state[g] = SPOILT;
        if (b === HEARD && cell[2] !== "received" && !isSpared) later.state[g] = SPOILT;
      } else {
        const earlierDb = this.#interSfDb[earlier.sf * SFS + later.sf]!;
        const laterDb = this.#interSfDb[later.sf * SFS + earlier.sf]!;
        if (a === HEARD && ratio < earlierDb) earlier.state[g] = SPOILT;
        if (b === HEARD && -ratio < laterDb) later.state[g] = SPOILT;
      }
    }
  }

  /** Counts what has ended on a channel. */
  #settle(channel: Slot[], nowS: number): void {
    let kept = 0;
    for (const slot of channel) {
      if (slot.endS > nowS) {
        channel[kept++] = slot;
      } else {
        this.#count(slot);
        this.#free.push(slot);
      }
    }
    channel.length = kept;
  }

  #count({ sf, state }: Slot): void {
    let heard = 0;
    let spoilt = 0;
    let refused = 0;
    for (const at of state) {
      if (at === HEARD) heard++;
      else if (at === SPOILT) spoilt++;
      else if (at === REFUSED) refused++;
    }
    const counts = this.#counts;
    counts.frames++;
    counts.receptions += heard;
    this.#framesBySf[sf]!++;
    if (heard > 0) {
      counts.delivered++;
      this.#deliveredBySf[sf]!++;
    } else if (spoilt > 0) counts.collided++;
    else if (refused > 0) counts.refused++;
    else counts.outOfReach++;
  }
}
