import { type Socket, createSocket } from "node:dgram";

const MOST_WAITING = 64;

/** A UDP socket that is heard by, and hears, one peer only; what is sent before the name is resolved waits. */
export class ConnectedSocket {
  readonly #host: string;
  readonly #port: number;
  readonly #socket: Socket;
  #state: "idle" | "connecting" | "connected" | "closed" = "idle";
  #waiting: Uint8Array[] = [];

  constructor(host: string, port: number, onMessage: (datagram: Uint8Array) => void) {
    this.#host = host;
    this.#port = port;
    this.#socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    this.#socket.on("message", onMessage);
    // "Connection refused" only says that nobody listens at the moment; the missing answer says it too.
    this.#socket.on("error", () => {});
    this.#connect();
  }

  send(datagram: Uint8Array): void {
    if (this.#state === "connected") return this.#socket.send(datagram, () => {});
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(datagram);
    if (this.#state === "idle") this.#connect();
  }

  close(): void {
    this.#state = "closed";
    this.#socket.close();
  }

  /** A name that cannot be resolved now is tried again when there is something to send. */
  #connect(): void {
    this.#state = "connecting";
    this.#socket.connect(this.#port, this.#host, (error?: Error | null) => {
      if (this.#state === "closed") return;
      this.#state = error ? "idle" : "connected";
      if (error) return;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const datagram of waiting) this.send(datagram);
    });
  }
}
