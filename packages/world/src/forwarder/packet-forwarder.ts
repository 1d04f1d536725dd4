import { createSocket, type Socket } from "node:dgram";
import { decodeDatagram, encodeDatagram, type Datagram } from "@lorats/backhaul";
import type { Clock, Eui64, SeededRandom } from "@lorats/base";
import type { Concentrator, Reception } from "./concentrator.ts";
import type { LtsSource } from "./lts-source.ts";
import type { Forwarder } from "./forwarder.ts";
import { uplinkOf } from "./uplink-of.ts";

export interface PacketForwarderOptions {
  readonly eui: Eui64;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly server: { readonly host: string; readonly port: number };
  /** What its SDR adds, where it has one at frame level. */
  readonly lts?: LtsSource | undefined;
}

const KEEPALIVE_MS = 5_000;
const STAT_MS = 30_000;

/** A gateway as the server sees it: Semtech's packet forwarder over UDP, with a concentrator behind it. */
export class PacketForwarder implements Forwarder {
  readonly #options: PacketForwarderOptions;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #concentrator: Concentrator;
  readonly #up: Socket = createSocket("udp4");
  readonly #down: Socket = createSocket("udp4");
  readonly #stat = { forwarded: 0, downlinks: 0, acked: 0, pushed: 0 };
  #timers: (() => void)[] = [];

  constructor(
    options: PacketForwarderOptions,
    concentrator: Concentrator,
    clock: Clock,
    random: SeededRandom,
  ) {
    this.#options = options;
    this.#concentrator = concentrator;
    this.#clock = clock;
    this.#random = random;
  }

  start(): void {
    this.#up.on("message", () => this.#stat.acked++);
    this.#down.on("message", (datagram) => this.#onDatagram(datagram));
    for (const socket of [this.#up, this.#down]) socket.on("error", () => {});
    this.#options.lts?.start((lts) =>
      this.#send(this.#up, { ...this.#header(), type: "push-data", uplinks: [], lts }),
    );
    this.#concentrator.start((reception) => this.#forward(reception));
    this.#every(KEEPALIVE_MS, () =>
      this.#send(this.#down, { ...this.#header(), type: "pull-data" }),
    );
    this.#every(STAT_MS, () => this.#sendStat());
  }

  stop(): void {
    this.#concentrator.stop();
    this.#options.lts?.stop();
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
    this.#up.close();
    this.#down.close();
  }

  #forward(reception: Reception): void {
    this.#stat.forwarded++;
    this.#stat.pushed++;
    const { lts } = this.#options;
    const plain = uplinkOf(reception);
    const seen = lts?.take(reception);
    const uplinks = [seen && lts ? lts.annotate(plain, seen) : plain];
    this.#send(this.#up, { ...this.#header(), type: "push-data", uplinks });
  }

  #onDatagram(datagram: Uint8Array): void {
    const decoded = decodeDatagram(datagram);
    if (!decoded.ok || decoded.value.type !== "pull-resp") return;
    const { item, token } = decoded.value;
    this.#stat.downlinks++;
    const status = this.#concentrator.schedule(item);
    const report = status === "OK" ? {} : { error: status };
    this.#send(this.#down, { ...this.#header(), token, type: "tx-ack", report });
  }

  #sendStat(): void {
    const { forwarded, downlinks, acked, pushed } = this.#stat;
    const { bad, received, emitted } = this.#concentrator.counts;
    const { latitudeDeg, longitudeDeg, lts } = this.#options;
    this.#stat.pushed++;
    this.#send(this.#up, {
      ...this.#header(),
      type: "push-data",
      uplinks: [],
      ...(lts && { lts: lts.health }),
      stats: {
        time: this.#clock.now(),
        location: {
          latitudeDeg,
          longitudeDeg,
          altitudeM: Math.round(this.#concentrator.place.upM),
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
