import { type Server, type Socket, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type RtlTcpCommand,
  RTL_TCP_COMMAND_BYTES,
  decodeRtlTcpCommand,
  encodeRtlTcpHeader,
} from "@lorats/backhaul";
import { systemClock } from "@lorats/base/node";

export interface RtlTcpServerOptions {
  readonly sampleRateHz: number;
  readonly bufferSamples: number;
  /** Interleaved unsigned bytes, played once to every client. */
  readonly bytes: Uint8Array;
  /** Buffers that are taken and never sent, as a lagging server does it. */
  readonly dropped?: ReadonlySet<number>;
  /** The connection is cut before this buffer, once. */
  readonly cutBefore?: number;
  /** From this buffer on they come late where it takes so long, as over a network that was away. */
  readonly hold?: { readonly before: number; readonly until: Promise<void> };
}

/** A dongle behind rtl_tcp: the real protocol, in real time, in chunks of odd sizes. */
export class RtlTcpServer {
  readonly #options: RtlTcpServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;
  #stopped = false;
  readonly commands: RtlTcpCommand[] = [];
  /** When sample 0 was taken, by the machine's clock, for each connection. */
  readonly startedAt: bigint[] = [];

  constructor(options: RtlTcpServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => void this.#serve(socket));
  }

  /** On a free port, unless one is given. */
  listen(port = 0): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(port, "127.0.0.1", () => {
        resolve((this.#server.address() as { port: number }).port);
      });
    });
  }

  close(): Promise<void> {
    this.#stopped = true;
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    let pending = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      pending = Buffer.concat([pending, chunk as Buffer]);
      for (; pending.length >= RTL_TCP_COMMAND_BYTES;) {
        const command = decodeRtlTcpCommand(pending);
        if (command.ok) this.commands.push(command.value);
        pending = pending.subarray(RTL_TCP_COMMAND_BYTES);
      }
    });
    // The header comes in two pieces: TCP knows no messages.
    const header = encodeRtlTcpHeader({ tuner: "R820T", gainCount: 29 });
    socket.write(header.subarray(0, 5));
    await sleep(5);
    socket.write(header.subarray(5));
    await this.#stream(socket);
  }

  async #stream(socket: Socket): Promise<void> {
    const { bytes, bufferSamples, sampleRateHz, dropped, cutBefore, hold } = this.#options;
    const startNs = systemClock.monotonic();
    this.startedAt.push(systemClock.now());
    for (let i = 0; (i + 1) * bufferSamples * 2 <= bytes.length && !this.#stopped; i++) {
      const dueMs = (((i + 1) * bufferSamples) / sampleRateHz) * 1e3;
      const nowMs = Number(systemClock.monotonic() - startNs) / 1e6;
      if (dueMs > nowMs) await sleep(dueMs - nowMs);
      if (i === hold?.before) await hold.until;
      if (i === cutBefore && !this.#cut) {
        this.#cut = true;
        socket.destroy();
        return;
      }
      if (dropped?.has(i) || socket.destroyed) continue;
      const buffer = bytes.subarray(2 * i * bufferSamples, 2 * (i + 1) * bufferSamples);
      for (let at = 0, size = 0; at < buffer.length; at += size) {
        size = 10_007 + ((at * 7919) % 50_001);
        socket.write(buffer.subarray(at, at + size));
      }
    }
  }
}
