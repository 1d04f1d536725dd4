import { decodeDiscoveryAnswer, encodeDiscoveryRequest } from "@lorats/backhaul";
import type { CancelTimer, Clock, Eui64 } from "@lorats/base";

interface StationSocketHooks {
  onOpen(): void;
  onMessage(text: string): void;
  onClose(): void;
}

export interface StationServer {
  /** `ws://` or `wss://`, host and port. */
  readonly uri: string;
  /** Goes into the header `Authorization`, after `Bearer`. */
  readonly token: string | undefined;
}

const ANSWER_MS = 10_000;
const RETRY_MS = [500, 30_000] as const;

/** Asks on `/router-info` where to connect, connects, and comes back at growing intervals when that ends. */
export class StationSocket {
  readonly #server: StationServer;
  readonly #eui: Eui64;
  readonly #clock: Clock;
  readonly #hooks: StationSocketHooks;
  #socket: WebSocket | undefined;
  #cancel: CancelTimer = () => {};
  #failures = 0;
  #isStopped = false;

  constructor(server: StationServer, eui: Eui64, clock: Clock, hooks: StationSocketHooks) {
    this.#server = server;
    this.#eui = eui;
    this.#clock = clock;
    this.#hooks = hooks;
  }

  start(): void {
    this.#discover();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
    this.#socket?.close();
  }

  /** The server has accepted the station. */
  settled(): void {
    this.#failures = 0;
  }

  send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  #discover(): void {
    const socket = this.#connect(`${this.#server.uri.replace(/\/+$/, "")}/router-info`);
    let uri: string | undefined;
    socket.addEventListener("open", () => socket.send(encodeDiscoveryRequest(this.#eui)));
    socket.addEventListener("message", ({ data }) => {
      const answer = decodeDiscoveryAnswer(String(data));
      if (answer.ok && "uri" in answer.value) ({ uri } = answer.value);
      socket.close();
    });
    socket.addEventListener("close", () => {
      this.#cancel();
      if (this.#isStopped) return;
      if (uri === undefined) this.#retry();
      else this.#open(uri);
    });
  }

  #open(uri: string): void {
    const socket = this.#connect(uri);
    socket.addEventListener("open", () => {
      this.#cancel();
      this.#hooks.onOpen();
    });
    socket.addEventListener("message", ({ data }) => this.#hooks.onMessage(String(data)));
    socket.addEventListener("close", () => {
      this.#cancel();
      this.#hooks.onClose();
      if (!this.#isStopped) this.#retry();
    });
  }

  #connect(uri: string): WebSocket {
    const { token } = this.#server;
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const socket = new WebSocket(uri, { headers });
    this.#socket = socket;
    socket.addEventListener("error", () => {});
    this.#cancel = this.#clock.after(ANSWER_MS, () => socket.close());
    return socket;
  }

  #retry(): void {
    const [first, longest] = RETRY_MS;
    const waitMs = Math.min(longest, first * 2 ** this.#failures++);
    this.#cancel = this.#clock.after(waitMs, () => this.#discover());
  }
}
