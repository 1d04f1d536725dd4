import { decodeDiscoveryAnswer, encodeDiscoveryRequest } from "@lorats/backhaul";
import type { CancelTimer, Clock, Eui64 } from "@lorats/base";

export interface StationSocketHooks {
  /** The data connection stands. */
  onOpen(): void;
  onMessage(text: string): void;
  onClose(reason: string): void;
}

const ANSWER_MS = 10_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 60_000;

/** A station's WebSocket: asks where to connect, connects, and comes back at growing intervals after every failure. */
export class StationSocket {
  readonly #uri: string;
  readonly #eui: Eui64;
  readonly #token: string | null;
  readonly #clock: Clock;
  readonly #hooks: StationSocketHooks;
  #socket: WebSocket | null = null;
  #cancel: CancelTimer = () => {};
  #failures = 0;
  #closed = false;
  #isOpen = false;

  /** `uri`: `ws://` or `wss://` with host and port; `token`: what goes into the header `Authorization`. */
  constructor(
    { uri, eui, token }: { uri: string; eui: Eui64; token: string | null },
    clock: Clock,
    hooks: StationSocketHooks,
  ) {
    this.#uri = uri.replace(/\/+$/, "");
    this.#eui = eui;
    this.#token = token;
    this.#clock = clock;
    this.#hooks = hooks;
    this.#discover();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Bytes that have not left yet. */
  get buffered(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** It works: the next failure is tried again soon. */
  settled(): void {
    this.#failures = 0;
  }

  send(text: string): void {
    if (this.#isOpen) this.#socket!.send(text);
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#socket?.close();
  }

  #discover(): void {
    const socket = this.#connect(`${this.#uri}/router-info`);
    let muxs: string | null = null;
    let reason = "the server did not say where to connect";
    socket.onopen = () => socket.send(encodeDiscoveryRequest(this.#eui));
    socket.onmessage = ({ data }: MessageEvent) => {
      const answer = decodeDiscoveryAnswer(String(data));
      if (!answer.ok) reason = answer.reason;
      else if ("error" in answer.value) reason = answer.value.error;
      else muxs = answer.value.uri;
      socket.close();
    };
    socket.onclose = () => {
      this.#cancel();
      if (this.#closed) return;
      if (muxs === null) this.#retry(reason);
      else this.#open(muxs);
    };
  }

  #open(uri: string): void {
    const socket = this.#connect(uri);
    socket.onopen = () => {
      this.#cancel();
      this.#isOpen = true;
      this.#hooks.onOpen();
    };
    socket.onmessage = ({ data }: MessageEvent) => this.#hooks.onMessage(String(data));
    socket.onclose = ({ code, reason }: CloseEvent) => {
      this.#cancel();
      this.#isOpen = false;
      if (!this.#closed) this.#retry(reason || `the connection ended (${code})`);
    };
  }

  #connect(uri: string): WebSocket {
    const headers = this.#token === null ? {} : { authorization: this.#token };
    const socket = new WebSocket(uri, { headers });
    this.#socket = socket;
    socket.onerror = () => {};
    this.#cancel = this.#clock.after(ANSWER_MS, () => socket.close());
    return socket;
  }

  #retry(reason: string): void {
    this.#hooks.onClose(reason);
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures++;
    this.#cancel = this.#clock.after(waitMs, () => this.#discover());
  }
}
