import { decodeHeader } from "@lorats/backhaul";
import type { CancelTimer, Clock, Eui64 } from "@lorats/base";
import { ConnectedSocket } from "./connected-socket.ts";
import type { StoredDatagram } from "./journal.ts";
import type { Link, LinkHooks } from "./link.ts";
import { LATE_NS, withReceptionTime } from "./late.ts";

export interface ServerAddress {
  /** Names the server in the journal and in metrics. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

interface InFlight {
  readonly entry: StoredDatagram;
  readonly sentNs: bigint;
}

const WINDOW = 16;
const ANSWER_MS = 1_000;
const LONGEST_PROBE_MS = 5_000;
/** A name may point somewhere else by now. */
const REOPEN_AFTER_FAILURES = 8;

/**
 * The way to one network server. Stored datagrams go out oldest first and stay until PUSH_ACK names their token; while
 * nobody answers, the oldest one alone is tried again and again. Sockets are connected: only the server itself is heard.
 */
export class ServerLink implements Link {
  readonly address: ServerAddress;
  readonly #clock: Clock;
  readonly #hooks: LinkHooks;
  readonly #queue: StoredDatagram[] = [];
  readonly #inFlight = new Map<number, InFlight>();
  readonly #pulls = new Map<Eui64, ConnectedSocket>();
  #push: ConnectedSocket | null = null;
  #token = 0;
  #failures = 0;
  #cancel: CancelTimer | null = null;
  #closed = false;
  sent = 0;
  acknowledged = 0;
  downlinks = 0;

  constructor(address: ServerAddress, clock: Clock, hooks: LinkHooks) {
    this.address = address;
    this.#clock = clock;
    this.#hooks = hooks;
  }

  get isUp(): boolean {
    return this.#failures === 0;
  }

  get waiting(): number {
    return this.#queue.length + this.#inFlight.size;
  }

  enqueue(entry: StoredDatagram): void {
    this.#queue.push(entry);
    this.#pump();
  }

  /** Sends once; nobody waits for an answer. */
  sendOnce(datagram: Uint8Array): void {
    this.#pushSocket().send(datagram);
  }

  /** PULL_DATA and TX_ACK, from a socket of the gateway's own: PULL_RESP does not say whom it is for. */
  sendPull(eui: Eui64, datagram: Uint8Array): void {
    this.#pullSocket(eui).send(datagram);
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    for (const socket of [this.#push, ...this.#pulls.values()]) socket?.close();
  }

  #pump(): void {
    if (this.#closed) return;
    const window = this.isUp ? WINDOW : 1;
    while (this.#inFlight.size < window) {
      const entry = this.#queue.shift();
      if (!entry) break;
      // The journal gave it up.
      if (!entry.pending.has(this.address.name)) continue;
      this.#transmit(entry);
    }
    this.#arm();
  }

  #transmit(entry: StoredDatagram): void {
    let token = entry.bytes[1]! | (entry.bytes[2]! << 8);
    while (this.#inFlight.has(token)) token = this.#token = (this.#token + 1) & 0xffff;
    const isLate = this.#clock.now() - entry.receivedAt > LATE_NS;
    const told = isLate ? withReceptionTime(entry.bytes, entry.receivedAt) : entry.bytes;
    const bytes = new Uint8Array(told);
    bytes[1] = token & 0xff;
    bytes[2] = token >>> 8;
    this.#inFlight.set(token, { entry, sentNs: this.#clock.monotonic() });
    this.sent++;
    this.#pushSocket().send(bytes);
  }

  #arm(): void {
    if (this.#cancel || this.#inFlight.size === 0) return;
    const waitMs = Math.min(LONGEST_PROBE_MS, ANSWER_MS * 2 ** Math.min(this.#failures, 3));
    this.#cancel = this.#clock.after(waitMs, () => {
      this.#cancel = null;
      this.#expire();
      this.#pump();
    });
  }

  /** Whatever was not answered goes back to the front of the queue, in its old order. */
  #expire(): void {
    const now = this.#clock.monotonic();
    const late = [...this.#inFlight].filter(
      ([, { sentNs }]) => now - sentNs >= BigInt(ANSWER_MS) * 1_000_000n,
    );
    if (late.length === 0) return;
    this.#failures++;
    for (const [token] of late) this.#inFlight.delete(token);
    this.#queue.unshift(...late.map(([, { entry }]) => entry));
    this.#queue.sort((a, b) => a.id - b.id);
    if (this.#failures % REOPEN_AFTER_FAILURES === 0) {
      this.#push?.close();
      this.#push = null;
    }
  }

  #pushSocket(): ConnectedSocket {
    this.#push ??= this.#open((datagram) => {
      const header = decodeHeader(datagram);
      if (!header.ok || header.value.type !== "push-ack") return;
      const found = this.#inFlight.get(header.value.token);
      if (!found) return;
      this.#inFlight.delete(header.value.token);
      this.#failures = 0;
      this.acknowledged++;
      this.#hooks.onAcknowledged(found.entry, this.address.name);
      this.#pump();
    });
    return this.#push;
  }

  #pullSocket(eui: Eui64): ConnectedSocket {
    let socket = this.#pulls.get(eui);
    if (!socket) {
      socket = this.#open((datagram) => {
        const header = decodeHeader(datagram);
        if (!header.ok) return;
        if (header.value.type === "pull-resp") this.downlinks++;
        this.#hooks.onDown(eui, datagram, this.address.name);
      });
      this.#pulls.set(eui, socket);
    }
    return socket;
  }

  #open(onMessage: (datagram: Uint8Array) => void): ConnectedSocket {
    return new ConnectedSocket(this.address.host, this.address.port, onMessage);
  }
}
