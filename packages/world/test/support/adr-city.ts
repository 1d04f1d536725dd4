import { gaussian, SeededRandom, uniform } from "@lorats/base";
import { getRegion, loraTimeOnAirMs, type SpreadingFactor } from "@lorats/lorawan";
import type { AdrAlgorithm } from "@lorats/network";
import {
  addToHistory,
  NO_ADR_HISTORY,
  samplesOf,
} from "../../../network/src/device/adr-history.ts";
import { COLLISION_MODELS } from "../../src/air/collision.ts";
import { collisionCell } from "../../src/air/collision-model.ts";
import { interSfDb } from "../../src/air/interference.ts";
import { noiseFloorDbm, snrFloorDb } from "../../src/air/link.ts";
import { propagation } from "../../src/air/propagation.ts";
import { EventHeap } from "../../src/city/event-heap.ts";

export interface AdrCityOptions {
  readonly devices: number;
  readonly gateways: number;
  readonly radiusM: number;
  readonly shadowingDb: number;
  /** From frame to frame, each gateway for itself; every device has its own between these. */
  readonly fadingDb: readonly [least: number, most: number];
  /** What a link drifts over hours. */
  readonly driftDb: number;
  readonly intervalS: number;
  readonly payloadBytes: number;
  readonly installationMarginDb: number;
  readonly seed: number;
}

export interface AdrFigures {
  readonly sent: number;
  readonly delivered: number;
  /** Uplink airtime, all repetitions. */
  readonly airtimeS: number;
  readonly bytes: number;
  readonly downlinks: number;
  readonly bySf: readonly number[];
}

const BW_HZ = 125_000;
const CHANNELS = 8;
const EIRP_DBM = 14;
const STEP_DB = 2;
const MAX_POWER_INDEX = 7;
const HEADER_BYTES = 13;
const DRIFT_HOURS = 6;
/** @see RP002-1.0.4 §2.4: ADR_ACK_LIMIT and ADR_ACK_DELAY */
const ADR_ACK_LIMIT = 64;
const ADR_ACK_DELAY = 32;
const GATEWAY_DBM = 14;

interface Device {
  readonly meanDb: Float64Array;
  readonly driftDb: Float64Array;
  readonly fadingDb: number;
  driftS: number;
  dataRate: number;
  power: number;
  nbTrans: number;
  fCnt: number;
  left: number;
  delivered: boolean;
  adrAckCnt: number;
  history: typeof NO_ADR_HISTORY;
  /** As the network believes. */
  known: { power: number; nbTrans: number };
}

interface OnAir {
  readonly device: Device;
  readonly sf: number;
  readonly startS: number;
  readonly endS: number;
  readonly snrDb: Float64Array;
  readonly spoilt: Uint8Array;
}

/**
 * A city whose devices follow one ADR algorithm: fading, slow drift, collisions, lost commands, and devices that slow
 * down when they hear nothing. Frames, keys and servers are left out: the algorithm is the product's own.
 */
export class AdrCity {
  readonly #options: AdrCityOptions;
  readonly #algorithm: AdrAlgorithm;
  readonly #random: SeededRandom;
  readonly #devices: Device[];
  readonly #heap: EventHeap;
  readonly #channels: OnAir[][] = Array.from({ length: CHANNELS }, () => []);
  readonly #airtimeS: readonly number[];
  readonly #figures = { sent: 0, delivered: 0, airtimeS: 0, bytes: 0, downlinks: 0 };
  #measuring = false;

  constructor(options: AdrCityOptions, algorithm: AdrAlgorithm) {
    this.#options = options;
    this.#algorithm = algorithm;
    const random = new SeededRandom(options.seed);
    this.#random = random.fork(2);
    this.#devices = placed(options, random.fork(1));
    const phyBytes = HEADER_BYTES + options.payloadBytes;
    this.#airtimeS = Array.from({ length: 13 }, (_, sf) =>
      sf < 7
        ? 0
        : loraTimeOnAirMs({ sf: sf as SpreadingFactor, bwHz: BW_HZ, phyBytes, crc: true }) / 1000,
    );
    this.#heap = new EventHeap(options.devices);
    for (let d = 0; d < options.devices; d++) {
      this.#heap.add(d, uniform(this.#random) * options.intervalS);
    }
  }

  /** Lets devices settle, then measures. */
  run(settleS: number, measureS: number): AdrFigures {
    this.#until(settleS);
    this.#measuring = true;
    this.#until(settleS + measureS);
    const bySf = [7, 8, 9, 10, 11, 12].map(
      (sf) => this.#devices.filter(({ dataRate }) => 12 - dataRate === sf).length,
    );
    return { ...this.#figures, bySf };
  }

  #until(endS: number): void {
    const heap = this.#heap;
    for (;;) {
      const index = heap.first;
      const nowS = heap.timeOf(index);
      if (nowS > endS) return;
      const device = this.#devices[index]!;
      if (device.left === 0) this.#begin(device);
      this.#transmit(device, nowS);
      device.left--;
      const { intervalS } = this.#options;
      const pauseS = device.left > 0 ? 3 : intervalS * (0.5 + uniform(this.#random));
      heap.delayFirst(nowS + pauseS);
    }
  }

  /** A new frame; first, what became of the one before. */
  #begin(device: Device): void {
    if (device.fCnt >= 0) this.#count(device);
    device.fCnt++;
    device.delivered = false;
    device.left = device.nbTrans;
    device.adrAckCnt++;
    const overdue = device.adrAckCnt - ADR_ACK_LIMIT - ADR_ACK_DELAY;
    if (overdue >= 0 && overdue % ADR_ACK_DELAY === 0) slowDown(device);
  }

  #count({ delivered }: Device): void {
    if (!this.#measuring) return;
    this.#figures.sent++;
    if (!delivered) return;
    this.#figures.delivered++;
    this.#figures.bytes += this.#options.payloadBytes;
  }

  #transmit(device: Device, nowS: number): void {
    const sf = 12 - device.dataRate;
    const airS = this.#airtimeS[sf]!;
    if (this.#measuring) this.#figures.airtimeS += airS;
    const channel = this.#channels[Math.floor(uniform(this.#random) * CHANNELS)]!;
    this.#settle(channel, nowS);
    const { gateways } = this.#options;
    this.#drift(device, nowS);
    const snrDb = new Float64Array(gateways);
    for (let g = 0; g < gateways; g++) {
      const fading = device.fadingDb * gaussian(this.#random);
      snrDb[g] = device.meanDb[g]! + device.driftDb[g]! - STEP_DB * device.power + fading;
    }
    const spoilt = new Uint8Array(gateways);
    const frame: OnAir = { device, sf, startS: nowS, endS: nowS + airS, snrDb, spoilt };
    for (const other of channel) meet(other, frame);
    channel.push(frame);
  }

  #drift(device: Device, nowS: number): void {
    const { driftDb, gateways } = this.#options;
    const keep = Math.exp(-(nowS - device.driftS) / (3600 * DRIFT_HOURS));
    device.driftS = nowS;
    for (let g = 0; g < gateways; g++) {
      const push = driftDb * Math.sqrt(1 - keep * keep) * gaussian(this.#random);
      device.driftDb[g] = keep * device.driftDb[g]! + push;
    }
  }

  #settle(channel: OnAir[], nowS: number): void {
    let kept = 0;
    for (const frame of channel) {
      if (frame.endS > nowS) channel[kept++] = frame;
      else this.#end(frame);
    }
    channel.length = kept;
  }

  #end({ device, sf, snrDb, spoilt }: OnAir): void {
    let best = Number.NEGATIVE_INFINITY;
    let heardBy = 0;
    for (const [g, snr] of snrDb.entries()) {
      if (snr < snrFloorDb(sf) || spoilt[g]) continue;
      heardBy++;
      best = Math.max(best, snr);
    }
    if (heardBy === 0 || device.delivered) return;
    device.delivered = true;
    this.#network(device, sf, best, heardBy);
  }

  /** What the network server does with a frame that was heard. */
  #network(device: Device, sf: number, maxSnrDb: number, gatewayCount: number): void {
    const dataRate = 12 - sf;
    device.history = addToHistory(device.history, {
      fCnt: device.fCnt,
      maxSnrDb: Math.min(maxSnrDb, 12),
      dataRate,
      txPowerIndex: device.known.power,
      gatewayCount,
    });
    const decision = this.#algorithm.decide({
      dataRate,
      txPowerIndex: device.known.power,
      nbTrans: device.known.nbTrans,
      minDataRate: 0,
      maxDataRate: 5,
      maxTxPowerIndex: MAX_POWER_INDEX,
      txPowerStepDb: STEP_DB,
      requiredSnrDb: snrFloorDb(sf),
      installationMarginDb: this.#options.installationMarginDb,
      history: samplesOf(device.history),
    });
    const same =
      decision.dataRate === dataRate &&
      decision.txPowerIndex === device.known.power &&
      decision.nbTrans === device.known.nbTrans;
    if (same && device.adrAckCnt < ADR_ACK_LIMIT) return;
    if (this.#measuring) this.#figures.downlinks++;
    // The way back has its own fading; a gateway is as loud as a device at full power.
    const wayBackDb = Math.max(...device.meanDb) + device.fadingDb * gaussian(this.#random);
    if (wayBackDb + GATEWAY_DBM - EIRP_DBM < snrFloorDb(sf)) return;
    device.adrAckCnt = 0;
    device.dataRate = decision.dataRate;
    device.power = decision.txPowerIndex;
    device.nbTrans = decision.nbTrans;
    device.known = { power: decision.txPowerIndex, nbTrans: decision.nbTrans };
  }
}

/** @see LoRaWAN L2 1.0.4 §4.3.1.1: first full power, then slower, then all repetitions off */
function slowDown(device: Device): void {
  if (device.power > 0) device.power = 0;
  else if (device.dataRate > 0) device.dataRate--;
  else device.nbTrans = 1;
}

function meet(earlier: OnAir, later: OnAir): void {
  const same = earlier.sf === later.sf;
  const lag = ((later.startS - earlier.startS) * BW_HZ) / 2 ** earlier.sf;
  for (let g = 0; g < earlier.snrDb.length; g++) {
    const ratio = earlier.snrDb[g]! - later.snrDb[g]!;
    if (same) {
      const cell = collisionCell(COLLISION_MODELS.sx1301, lag, ratio);
      if (cell[1] !== "received") earlier.spoilt[g] = 1;
      if (cell[2] !== "received") later.spoilt[g] = 1;
    } else {
      if (ratio < interSfDb(earlier.sf, later.sf)) earlier.spoilt[g] = 1;
      if (-ratio < interSfDb(earlier.sf, later.sf)) later.spoilt[g] = 1;
    }
  }
}

/** Devices within reach: those that SF12 at full power does not carry would measure luck. */
function placed(options: AdrCityOptions, random: SeededRandom): Device[] {
  const { devices, gateways, radiusM, shadowingDb } = options;
  const [least, most] = options.fadingDb;
  const loss = propagation({ model: "okumura-hata", area: "suburban", lowestBaseM: 25 });
  const noise = noiseFloorDbm(BW_HZ);
  const masts = Array.from({ length: gateways }, (_, g) => {
    const r = gateways === 1 ? 0 : radiusM * Math.sqrt((g + 0.5) / gateways);
    const angle = g * Math.PI * (3 - Math.sqrt(5));
    return { eastM: r * Math.cos(angle), northM: r * Math.sin(angle), upM: 30 };
  });
  const freqHz = getRegion("EU868").channels[0]!.frequencyHz;
  const made: Device[] = [];
  while (made.length < devices) {
    const r = radiusM * Math.sqrt(uniform(random));
    const angle = 2 * Math.PI * uniform(random);
    const here = { eastM: r * Math.cos(angle), northM: r * Math.sin(angle), upM: 1.5 };
    const meanDb = Float64Array.from(
      masts,
      (mast) => EIRP_DBM - loss(here, mast, freqHz) - shadowingDb * gaussian(random) - noise,
    );
    if (Math.max(...meanDb) < snrFloorDb(12) + 5) continue;
    made.push({
      meanDb,
      driftDb: new Float64Array(gateways),
      fadingDb: least + (most - least) * uniform(random),
      driftS: 0,
      dataRate: 0,
      power: 0,
      nbTrans: 1,
      fCnt: -1,
      left: 0,
      delivered: false,
      adrAckCnt: 0,
      history: NO_ADR_HISTORY,
      known: { power: 0, nbTrans: 1 },
    });
  }
  return made;
}
