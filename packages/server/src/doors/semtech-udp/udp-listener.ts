import { createSocket, type RemoteInfo, type Socket, type SocketOptions } from "node:dgram";
import { lookup } from "node:dns";
import { isIP } from "node:net";
import { listenError, type ListenAddress } from "../common/listen.ts";
import type { Newcomer } from "../common/known-gateways.ts";

const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** Datagrams go back to the addresses that they came from: nearly always there is no name to look up. */
const lookUp: NonNullable<SocketOptions["lookup"]> = (name, options, done) => {
  const family = isIP(name);
  if (family > 0) done(null, name, family);
  else lookup(name, options, done);
};

export interface UdpListenerOptions extends ListenAddress {
  /** The channel plan of gateways that register themselves here. */
  readonly region: string;
  readonly subBand?: number | undefined;
}

/** One port that gateways send to. A port stands for a channel plan. */
export class UdpListener {
  readonly options: UdpListenerOptions;
  readonly #socket: Socket;

  private constructor(options: UdpListenerOptions) {
    this.options = options;
    const type = options.host.includes(":") ? "udp6" : "udp4";
    this.#socket = createSocket({ type, recvBufferSize: RECEIVE_BUFFER_BYTES, lookup: lookUp });
  }

  /**
   * Takes the port. Nothing is read before `open`.
   * @throws {CallerError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNKNOWN`
   */
  static async bind(
    options: UdpListenerOptions,
    onError: (error: Error) => void,
  ): Promise<UdpListener> {
    const listener = new UdpListener(options);
    const socket = listener.#socket;
    await new Promise<void>((resolve, reject) => {
      socket.once("error", (error) => reject(listenError(error, options) as Error));
      socket.bind(options.port, options.host, resolve);
    });
    socket.removeAllListeners("error");
    // A datagram that could not be delivered comes back as an error of the socket; it is no reason to end.
    socket.on("error", onError);
    return listener;
  }

  get address(): ListenAddress {
    const { address, port } = this.#socket.address();
    return { host: address, port };
  }

  get newcomer(): Newcomer {
    const { region, subBand } = this.options;
    return { region, subBand, by: "Semtech UDP" };
  }

  open(onDatagram: (bytes: Buffer, from: RemoteInfo) => void): void {
    this.#socket.on("message", onDatagram);
  }

  shut(): void {
    this.#socket.removeAllListeners("message");
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  /** One that cannot leave is a datagram lost on the way; `lost` hears of it. HOT PATH. */
  send(
    bytes: Uint8Array,
    { address, port }: { address: string; port: number },
    lost: (error: unknown) => void,
  ): void {
    try {
      this.#socket.send(bytes, port, address, lost);
    } catch (error) {
      // A source port of 0, or a socket that is closing.
      lost(error);
    }
  }
}
