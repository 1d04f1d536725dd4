import { createSocket, type Socket } from "node:dgram";
import {
  decodeDatagram,
  encodeDatagram,
  type Datagram,
  type DownlinkItem,
  type GatewayUplink,
  type TxStatus,
} from "@lorats/backhaul";
import { gaussian, instantToGps, type Clock, type Eui64, type SeededRandom } from "@lorats/base";

import { ConcentratorClock } from "./concentrator-clock.ts";
import { TransmitQueue } from "./transmit-queue.ts";
import { loraAirtimeNs } from "../air/airtime.ts";
import type { Air } from "../air/air.ts";
import {
  COLLISION_MODELS,
  type CollisionModel,
  type CollisionModelName,
} from "../air/collision.ts";
import type { Place } from "../air/geometry.ts";
import type { Heard, Receiver, Transmission } from "../air/transmission.ts";

export interface PacketForwarderOptions {
  readonly eui: Eui64;
  readonly place: Place;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** With a GPS receiver, frames carry UTC to the microsecond and GPS time to the millisecond. */
  readonly hasGps: boolean;
  readonly collisions: CollisionModelName;
  /** Error of the concentrator's own oscillator. */
  readonly clockPpm: number;
  readonly server: { readonly host: string; readonly port: number };
}

const KEEPALIVE_MS = 5_000;
const STAT_MS = 30_000;
/** Standard deviation of the concentrator's carrier offset estimate, Hz: an assumption. */
const FOFF_SD_HZ = 60;
const MAX_POWER_DBM = 27;

/** A gateway as the server sees it: Semtech's packet forwarder over UDP, with a concentrator behind it. */
export class PacketForwarder implements Receiver {
  readonly id: string;
  readonly place: Place;
  readonly noiseFigureDb = 6;
  readonly collisions: CollisionModel;
  readonly #options: PacketForwarderOptions;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #air: Air;
  readonly #counter: ConcentratorClock;
  readonly #queue = new TransmitQueue();
  readonly #up: Socket = createSocket("udp4");
  readonly #down: Socket = createSocket("udp4");
  readonly #stat = {
    bad: 0,
    received: 0,
    forwarded: 0,
    downlinks: 0,
    emitted: 0,
    acked: 0,
    pushed: 0,
  };
  #timers: (() => void)[] = [];
  #isStopped = false;

  constructor(options: PacketForwarderOptions, clock: Clock, random: SeededRandom, air: Air) {
    this.id = options.eui;
    this.place = options.place;
    this.collisions = COLLISION_MODELS[options.collisions];
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#air = air;
    this.#counter = new ConcentratorClock(clock.monotonic(), random.uint32(), options.clockPpm);
  }

  start(): void {
    this.#air.attach(this);
    this.#up.on("message", () => this.#stat.acked++);
    this.#down.on("message", (datagram) => this.#onDatagram(datagram));
    for (const socket of [this.#up, this.#down]) socket.on("error", () => {});
    this.#every(KEEPALIVE_MS, () =>
      this.#send(this.#down, { ...this.#header(), type: "pull-data" }),
    );
    this.#every(STAT_MS, () => this.#sendStat());
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
    this.#up.close();
    this.#down.close();
  }

  listensTo(transmission: Transmission): boolean {
    return (
      !this.#isStopped &&
      !transmission.invertIq &&
      !this.#queue.isSending(transmission.startNs, transmission.endNs)
    );
  }

  hear(heard: Heard): void {
    this.#stat.received++;
    this.#stat.forwarded++;
    this.#stat.pushed++;
    const uplinks = [this.#uplink(heard)];
    this.#send(this.#up, { ...this.#header(), type: "push-data", uplinks });
  }

  /** Like most gateways it keeps what has a wrong CRC to itself, and counts it. */
  hearBad(): void {
    this.#stat.bad++;
  }

  #uplink({ transmission, rssiDbm, snrDb }: Heard): GatewayUplink {
    const { phyPayload, freqHz, sf, bwHz, endNs, biasHz } = transmission;
    const receiverBiasHz = (this.#options.clockPpm * freqHz) / 1e6;
    const utc = this.#clock.now() - (this.#clock.monotonic() - endNs);
    return {
      phyPayload,
      freqHz,
      modulation: { kind: "lora", sf, bwHz, cr: 1 },
      crc: "ok",
      rssiDbm: Math.round(rssiDbm),
      snrDb: Math.round(snrDb * 10) / 10,
      foffHz: Math.round(biasHz - receiverBiasHz + FOFF_SD_HZ * gaussian(this.#random)),
      channel: Math.round((freqHz - 868_100_000) / 200_000) & 7,
      rfChain: 0,
      times: {
        counter: { kind: "tmst", us: this.#counter.counterUs(endNs) },
        ...(this.#options.hasGps && {
          utc: utc - (utc % 1000n),
          gpsNs: instantToGps(utc) - (instantToGps(utc) % 1_000_000n),
          gpsResolutionNs: 1_000_000,
        }),
      },
      context: new Uint8Array(0),
    };
  }

  #onDatagram(datagram: Uint8Array): void {
    const decoded = decodeDatagram(datagram);
    if (!decoded.ok || decoded.value.type !== "pull-resp") return;
    const { item, token } = decoded.value;
    this.#stat.downlinks++;
    const status = this.#schedule(item);
    const report = status === "OK" ? {} : { error: status };
    this.#send(this.#down, { ...this.#header(), token, type: "tx-ack", report });
  }

  #schedule(item: DownlinkItem): TxStatus {
    const { modulation, timing, freqHz } = item;
    if (modulation.kind !== "lora" || timing.kind === "gps") return "INTERNAL_ERROR";
    if (freqHz < 863e6 || freqHz > 870e6) return "TX_FREQ";
    if (item.eirpDbm > MAX_POWER_DBM) return "TX_POWER";
    const nowNs = this.#clock.monotonic();
    const startNs =
      timing.kind === "counter" ? this.#counter.momentOf(timing.us, nowNs) : nowNs + 50_000_000n;
    const endNs = startNs + loraAirtimeNs(modulation, item.phyPayload.length, item.withCrc);
    const status = this.#queue.offer({ startNs, endNs }, nowNs);
    if (status !== "OK") return status;
    this.#clock.after(Number(startNs - nowNs) / 1e6, () => {
      this.#stat.emitted++;
      this.#air.transmit({
        sender: this.id,
        place: this.place,
        phyPayload: item.phyPayload,
        freqHz,
        sf: modulation.sf,
        bwHz: modulation.bwHz,
        powerDbm: item.eirpDbm,
        invertIq: item.invertPolarization,
        startNs,
        endNs,
        biasHz: (this.#options.clockPpm * freqHz) / 1e6,
      });
    });
    return "OK";
  }

  #sendStat(): void {
    const { bad, received, forwarded, downlinks, emitted, acked, pushed } = this.#stat;
    this.#stat.pushed++;
    this.#send(this.#up, {
      ...this.#header(),
      type: "push-data",
      uplinks: [],
      stats: {
        time: this.#clock.now(),
        location: {
          latitudeDeg: this.#options.latitudeDeg,
          longitudeDeg: this.#options.longitudeDeg,
          altitudeM: Math.round(this.place.upM),
        },
        rxReceived: received + bad,
        rxOk: received,
        rxForwarded: forwarded,
        ackPercent: pushed === 0 ? 100 : Math.min(100, (100 * acked) / pushed),
        txReceived: downlinks,
        txEmitted: emitted,
      },
    });
  }

  #header(): { version: 2; token: number; gatewayEui: Eui64 } {
    return { version: 2, token: this.#random.uint32() & 0xffff, gatewayEui: this.#options.eui };
  }

  #send(socket: Socket, datagram: Datagram): void {
    const { host, port } = this.#options.server;
    // A lost datagram is lost, as with any forwarder.
    socket.send(encodeDatagram(datagram), port, host, () => {});
  }

  #every(periodMs: number, call: () => void): void {
    call();
    const index = this.#timers.length;
    const repeat = (): void => {
      call();
      this.#timers[index] = this.#clock.after(periodMs, repeat);
    };
    this.#timers[index] = this.#clock.after(periodMs, repeat);
  }
}
