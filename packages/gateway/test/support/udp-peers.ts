import { type RemoteInfo, type Socket, createSocket } from "node:dgram";
import { once } from "node:events";
import {
  type Datagram,
  type Rxpk,
  decodeDatagram,
  decodeHeader,
  encodeDatagram,
} from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import { PATIENCE_MS, until as anything } from "../../../base/test/until.ts";

async function bound(port = 0): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind(port, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

/** A network server's UDP side, as far as a gateway sees it. */
export class FakeServer {
  readonly #socket: Socket;
  /** Everything that came in, in order. */
  readonly received: Buffer[] = [];
  #pullPeer: RemoteInfo | null = null;
  /** Whether PUSH_DATA is acknowledged. */
  answers = true;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("message", (datagram, from) => {
      this.received.push(datagram);
      const header = decodeHeader(datagram);
      if (!header.ok) return;
      const { type, version, token } = header.value;
      if (type === "pull-data") this.#pullPeer = from;
      if (type === "push-data" && this.answers)
        this.#reply({ type: "push-ack", version, token }, from);
      if (type === "pull-data") this.#reply({ type: "pull-ack", version, token }, from);
    });
  }

  /** On a free port, unless one is given. */
  static async start(port = 0): Promise<FakeServer> {
    return new FakeServer(await bound(port));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Frames of all datagrams, each once. */
  get uplinks(): Rxpk[] {
    return this.#distinct.flatMap((datagram) => {
      const decoded = decodeDatagram(datagram);
      return decoded.ok && decoded.value.type === "push-data" ? decoded.value.uplinks : [];
    });
  }

  /** Each once: what was not acknowledged within a second, as on a busy machine, is sent again. */
  of(type: Datagram["type"]): Buffer[] {
    return this.#distinct.filter((datagram) => {
      const header = decodeHeader(datagram);
      return header.ok && header.value.type === type;
    });
  }

  get #distinct(): Buffer[] {
    return [...new Map(this.received.map((one) => [one.toString("latin1"), one])).values()];
  }

  sendDown(datagram: Uint8Array): void {
    this.#socket.send(datagram, this.#pullPeer!.port, this.#pullPeer!.address);
  }

  /** From here to a port of the gateway that another server talks to. */
  intrude(victim: FakeServer, datagram: Uint8Array): void {
    this.#socket.send(datagram, victim.#pullPeer!.port, "127.0.0.1");
  }

  close(): void {
    this.#socket.close();
  }

  #reply(datagram: Datagram, to: RemoteInfo): void {
    this.#socket.send(encodeDatagram(datagram), to.port, to.address);
  }
}

/** A packet forwarder: two sockets, one up and one down. */
export class FakeForwarder {
  readonly #up: Socket;
  readonly #down: Socket;
  readonly #eui: Eui64;
  readonly #port: number;
  readonly acks: Buffer[] = [];
  readonly downlinks: Buffer[] = [];
  #token = 1;

  private constructor(up: Socket, down: Socket, eui: Eui64, port: number) {
    this.#up = up;
    this.#down = down;
    this.#eui = eui;
    this.#port = port;
    up.on("message", (datagram) => this.acks.push(datagram));
    down.on("message", (datagram) => {
      const header = decodeHeader(datagram);
      if (header.ok && header.value.type === "pull-resp") this.downlinks.push(datagram);
    });
  }

  static async start(eui: Eui64, port: number): Promise<FakeForwarder> {
    return new FakeForwarder(await bound(), await bound(), eui, port);
  }

  push(uplinks: readonly Rxpk[]): Buffer {
    const token = this.#token++;
    const datagram = encodeDatagram({
      type: "push-data",
      version: 2,
      token,
      gatewayEui: this.#eui,
      uplinks,
    });
    this.pushRaw(datagram);
    return Buffer.from(datagram);
  }

  pushRaw(datagram: Uint8Array): void {
    this.#up.send(datagram, this.#port, "127.0.0.1");
  }

  pull(): void {
    this.sendDown({ type: "pull-data", version: 2, token: this.#token++, gatewayEui: this.#eui });
  }

  sendDown(datagram: Datagram): void {
    this.#down.send(encodeDatagram(datagram), this.#port, "127.0.0.1");
  }

  close(): void {
    this.#up.close();
    this.#down.close();
  }
}

/** Waits for a condition; fails loudly when it does not come. */
export async function until(
  what: string,
  condition: () => boolean,
  timeoutMs = PATIENCE_MS,
): Promise<void> {
  await anything(condition, timeoutMs).catch(() => {
    throw new Error(`did not happen within ${timeoutMs} ms: ${what}`);
  });
}
