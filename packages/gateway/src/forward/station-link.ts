import {
  type DownlinkItem,
  type HmacSha256,
  LTS_FEATURE,
  type RouterConfig,
  type StationDownlink,
  type TimesyncAnswer,
  decodeDatagram,
  decodeServerMessage,
  downlinkFromStation,
  encodeDatagram,
  encodeStationMessage,
} from "@lorats/backhaul";
import type { CancelTimer, Clock, Eui64, Random } from "@lorats/base";
import type { StoredDatagram } from "./journal.ts";
import type { Link, LinkHooks } from "./link.ts";
import { StationSocket } from "./station-socket.ts";
import { StationWords } from "./station-words.ts";

export interface StationAddress {
  readonly name: string;
  /** `ws://` or `wss://` with host and port. */
  readonly uri: string;
  /** Goes into the header `Authorization` as it is. */
  readonly token: string | null;
}

export interface StationIdentity {
  readonly eui: Eui64;
  readonly hmac: HmacSha256 | null;
}

interface Sent {
  readonly entry: StoredDatagram;
  /** The question whose answer shows that the server has read everything before it. */
  readonly barrier: bigint;
  readonly sentNs: bigint;
}

interface Ordered {
  readonly message: StationDownlink;
  /** What is to be tried if this is refused. */
  readonly rest: readonly DownlinkItem[];
}

const VERSION = {
  type: "version",
  station: "2.0.6(lorats/gateway)",
  protocol: 2,
  features: [LTS_FEATURE],
} as const;
const WINDOW = 16;
const LOOK_MS = 1_000;
/** Servers that never answer `timesync`: what they were sent counts as read when the connection has lasted so much longer. */
const SILENT_NS = 10_000_000_000n;
const DEFAULT_EIRP_DBM = 14;
const MOST_ORDERED = 256;

/**
 * The way to a network server that speaks LoRa Basics Station's LNS protocol. The protocol acknowledges nothing, but messages keep their
 * order: a `timesync` follows the frames, and its answer shows that they were read. Orphans, pilots and the SDR's health have no words in
 * it: they go to servers that say in `router_config` that they know ours.
 */
export class StationLink implements Link {
  readonly address: StationAddress;
  readonly #eui: Eui64;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #hooks: LinkHooks;
  readonly #words: StationWords;
  readonly #socket: StationSocket;
  #config: RouterConfig | null = null;
  #answers = false;
  #queue: StoredDatagram[] = [];
  #inFlight: Sent[] = [];
  readonly #ordered = new Map<number, Ordered>();
  #barrier = 1n;
  #cancel: CancelTimer | null = null;
  sent = 0;
  acknowledged = 0;
  downlinks = 0;
  /** Why there is no connection; null while there is one. */
  trouble: string | null = null;

  constructor(
    address: StationAddress,
    { eui, hmac }: StationIdentity,
    clock: Clock,
    random: Random,
    hooks: LinkHooks,
  ) {
    this.address = address;
    this.#eui = eui;
    this.#clock = clock;
    this.#random = random;
    this.#hooks = hooks;
    this.#words = new StationWords(random.uint32(), hmac);
    this.#socket = new StationSocket({ ...address, eui }, clock, {
      onOpen: () => this.#socket.send(encodeStationMessage(VERSION)),
      onMessage: (text) => this.#take(text),
      onClose: (reason) => this.#interrupted(reason),
    });
  }

  get isUp(): boolean {
    return this.#config !== null;
  }

  get waiting(): number {
    return this.#queue.length + this.#inFlight.length;
  }

  enqueue(entry: StoredDatagram): void {
    this.#queue.push(entry);
    this.#pump();
  }

  /** Of status reports only the SDR's: stations have none. */
  sendOnce(datagram: Uint8Array): void {
    if (!this.#config) return;
    for (const text of this.#words.health(datagram, this.#config)) this.#socket.send(text);
  }

  sendPull(_eui: Eui64, datagram: Uint8Array): void {
    const decoded = decodeDatagram(datagram);
    if (!decoded.ok || decoded.value.type !== "tx-ack") return;
    const { token, report } = decoded.value;
    const ordered = this.#ordered.get(token);
    if (!ordered) return;
    this.#ordered.delete(token);
    if (report.error !== undefined && report.error !== "NONE") {
      this.#order(ordered.message, ordered.rest);
    } else this.#transmitted(ordered.message);
  }

  close(): void {
    this.#cancel?.();
    this.#socket.close();
  }

  #take(text: string): void {
    const decoded = decodeServerMessage(text);
    if (!decoded.ok) return;
    const message = decoded.value;
    if (message.type === "router_config") {
      this.#config = message;
      this.trouble = null;
      this.#socket.settled();
      this.#pump();
    } else if (message.type === "timesync") this.#answered(message);
    else if (message.type === "dnmsg") this.#down(message);
    else if (message.type === "error") this.trouble = message.error;
  }

  #pump(): void {
    const config = this.#config;
    if (!config || this.#queue.length === 0 || this.#inFlight.length >= WINDOW) return;
    const barrier = this.#barrier++;
    // What the journal gave up meanwhile is left out.
    this.#queue = this.#queue.filter(({ pending }) => pending.has(this.address.name));
    const entries = this.#queue.splice(0, WINDOW - this.#inFlight.length);
    if (entries.length === 0) return;
    for (const entry of entries) {
      for (const text of this.#words.uplinks(entry, config)) this.#socket.send(text);
      this.#inFlight.push({ entry, barrier, sentNs: this.#clock.monotonic() });
      this.sent++;
    }
    this.#socket.send(encodeStationMessage({ type: "timesync", txtimeUs: barrier }));
    this.#arm();
  }

  #answered({ txtimeUs }: TimesyncAnswer): void {
    if (txtimeUs === undefined) return;
    this.#answers = true;
    this.#done(({ barrier }) => barrier <= txtimeUs);
  }

  #done(isDone: (sent: Sent) => boolean): void {
    const done = this.#inFlight.filter(isDone);
    this.#inFlight = this.#inFlight.filter((sent) => !done.includes(sent));
    for (const { entry } of done) {
      this.acknowledged++;
      this.#hooks.onAcknowledged(entry, this.address.name);
    }
    this.#pump();
  }

  #arm(): void {
    if (this.#cancel || this.#inFlight.length === 0) return;
    this.#cancel = this.#clock.after(LOOK_MS, () => {
      this.#cancel = null;
      const now = this.#clock.monotonic();
      const isSilent = !this.#answers && this.#socket.isOpen && this.#socket.buffered === 0;
      if (isSilent) this.#done(({ sentNs }) => now - sentNs > SILENT_NS);
      this.#arm();
    });
  }

  /** What was not seen to be read goes out again, in its old order. */
  #interrupted(reason: string): void {
    this.#config = null;
    this.#answers = false;
    this.trouble = reason;
    this.#queue.unshift(...this.#inFlight.map(({ entry }) => entry));
    this.#queue.sort((a, b) => a.id - b.id);
    this.#inFlight = [];
  }

  #down(message: StationDownlink): void {
    const { dataRates, maxEirpDbm } = this.#config ?? { dataRates: [] };
    const downlink = downlinkFromStation(message, dataRates, maxEirpDbm ?? DEFAULT_EIRP_DBM);
    if (!downlink.ok) return;
    this.downlinks++;
    this.#order(message, this.#words.items(downlink.value));
  }

  /** Stations try RX2 by themselves when RX1 cannot be had; a packet forwarder has to be told. */
  #order(message: StationDownlink, [item, ...rest]: readonly DownlinkItem[]): void {
    if (!item) return;
    let token = this.#random.uint32() & 0xffff;
    while (this.#ordered.has(token)) token = (token + 1) & 0xffff;
    this.#ordered.set(token, { message, rest });
    if (this.#ordered.size > MOST_ORDERED) this.#ordered.delete(this.#ordered.keys().next().value!);
    const datagram = encodeDatagram({ type: "pull-resp", version: 2, token, item });
    this.#hooks.onDown(this.#eui, datagram, this.address.name);
  }

  /** Said when the concentrator has taken it: packet forwarders do not say when it has left. */
  #transmitted({ diid, devEui, rctx, xtime }: StationDownlink): void {
    const times = { rctx: rctx ?? 0n, xtime: xtime ?? 0n, gpstimeUs: 0n };
    this.#socket.send(encodeStationMessage({ type: "dntxed", diid, devEui, ...times }));
  }
}
