import { type RemoteInfo, type Socket, createSocket } from "node:dgram";
import { type DatagramHeader, decodeHeader, encodeDatagram } from "@lorats/backhaul";
import { type Eui64, UnavailableError } from "@lorats/base";

/** Who hears what packet forwarders say. Datagrams are theirs, unchanged. */
export interface ForwarderListener {
  onPushData(eui: Eui64, datagram: Uint8Array): void;
  onPullData(eui: Eui64, datagram: Uint8Array): void;
  onTxAck(eui: Eui64, datagram: Uint8Array, token: number): void;
}

interface Peer {
  readonly address: string;
  readonly port: number;
}

/**
 * The side of the proxy that packet forwarders see: a Semtech UDP server. PUSH_DATA and PULL_DATA come from two ports of a
 * forwarder; downlinks go to the one that PULL_DATA came from last. Beside the forwarder's own server (`answers` false) it only listens:
 * frames come in, and nothing ever goes out.
 */
export class ForwarderPort {
  readonly #listener: ForwarderListener;
  readonly #answers: boolean;
  readonly #pullPeers = new Map<Eui64, Peer>();
  #socket: Socket | null = null;
  /** Datagrams that are no Semtech UDP, and downlinks that nobody could take. */
  malformed = 0;
  undeliverable = 0;

  constructor(listener: ForwarderListener, answers = true) {
    this.#listener = listener;
    this.#answers = answers;
  }

  /** Returns the port, which is chosen by the system when `port` is 0. */
  listen(host: string, port: number): Promise<number> {
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    this.#socket = socket;
    socket.on("message", (datagram, from) => this.#take(datagram, from));
    return new Promise((resolve, reject) => {
      socket.once("error", (cause) => {
        const message = `cannot listen on UDP ${host}:${port}: ${cause.message}`;
        reject(new UnavailableError("GW_CANNOT_LISTEN", message, { cause }));
      });
      socket.bind(port, host, () => {
        socket.removeAllListeners("error");
        socket.on("error", () => {});
        resolve(socket.address().port);
      });
    });
  }

  close(): void {
    this.#socket?.close();
    this.#socket = null;
  }

  /** What a server sent for a gateway, passed on as it is and at once. */
  sendDown(eui: Eui64, datagram: Uint8Array): void {
    const peer = this.#pullPeers.get(eui);
    if (peer) this.#socket?.send(datagram, peer.port, peer.address);
    else this.undeliverable++;
  }

  #take(datagram: Uint8Array, from: RemoteInfo): void {
    const header = decodeHeader(datagram);
    if (!header.ok || header.value.gatewayEui === undefined) {
      this.malformed++;
      return;
    }
    const { type, gatewayEui, token } = header.value;
    if (type === "push-data") {
      if (this.#answers) this.#acknowledge(header.value, from);
      this.#listener.onPushData(gatewayEui, datagram);
    } else if (!this.#answers) {
      // Downlinks are the other server's matter.
    } else if (type === "pull-data") {
      this.#pullPeers.set(gatewayEui, { address: from.address, port: from.port });
      this.#listener.onPullData(gatewayEui, datagram);
    } else {
      this.#listener.onTxAck(gatewayEui, datagram, token);
    }
  }

  /** The gateway answers for the frame from here on; forwarders wait a tenth of a second only. */
  #acknowledge({ version, token }: DatagramHeader, { port, address }: RemoteInfo): void {
    this.#socket?.send(encodeDatagram({ type: "push-ack", version, token }), port, address);
  }
}
