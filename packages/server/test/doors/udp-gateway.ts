import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { encodeDatagram, type GatewayUplink } from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import { until } from "../../../base/test/until.ts";

/** A packet forwarder's socket. */
export class UdpGateway {
  readonly #socket: Socket;
  readonly #eui: Eui64;
  readonly #port: number;
  readonly #inbox: Buffer[] = [];
  #isClosed = false;
  #token = 0;

  private constructor(socket: Socket, eui: Eui64, port: number) {
    this.#socket = socket;
    this.#eui = eui;
    this.#port = port;
    socket.on("message", (bytes) => this.#inbox.push(bytes));
    socket.once("close", () => (this.#isClosed = true));
  }

  static async open(t: TestContext, eui: Eui64, port: number): Promise<UdpGateway> {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    t.after(() => socket.close());
    return new UdpGateway(socket, eui, port);
  }

  async send(bytes: Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#socket.send(bytes, this.#port, "127.0.0.1", () => resolve());
    });
  }

  /** The next datagram from the server. */
  async answer(timeoutMs?: number): Promise<Buffer> {
    return await until(() => {
      if (this.#isClosed) throw new Error("no datagram came");
      return this.#inbox.shift();
    }, timeoutMs);
  }

  async pull(version: 1 | 2 = 2): Promise<Buffer> {
    const token = ++this.#token;
    await this.send(encodeDatagram({ type: "pull-data", version, token, gatewayEui: this.#eui }));
    return this.answer();
  }

  /** Sends frames and waits for the acknowledgement. */
  async push(uplinks: readonly GatewayUplink[], timeoutMs?: number): Promise<Buffer> {
    const token = ++this.#token;
    const gatewayEui = this.#eui;
    await this.send(encodeDatagram({ type: "push-data", version: 2, token, gatewayEui, uplinks }));
    return this.answer(timeoutMs);
  }
}
