import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import {
  RTL_TCP_COMMAND_BYTES,
  decodeRtlTcpCommand,
  encodeRtlTcpHeader,
  type RtlTcpCommand,
  type RtlTcpCommandName,
} from "@lorats/backhaul";
import { UnavailableError, type CancelTimer, type Clock } from "@lorats/base";
import { QUANTUM, type SdrSettings } from "./sdr-receiver.ts";
import type { SdrStation } from "./sdr-station.ts";
import { isPossibleRate, R820T_GAINS } from "./rtl-tuner.ts";

export interface RtlTcpServerOptions {
  readonly host: string;
  /** 0 for any free one. rtl_tcp's own is 1234. */
  readonly port: number;
  /** Buffers that wait for a slow client before the oldest is dropped; rtl_tcp's `-n`. */
  readonly bufferLimit?: number;
}

/** Samples of one USB transfer. @see osmocom rtl-sdr, librtlsdr.c `DEFAULT_BUF_LENGTH`: 262,144 bytes */
export const BUFFER_SAMPLES = 131_072;
const DEFAULT_BUFFER_LIMIT = 500;
const TICK_MS = 5;

type Obey = (
  parameter: number,
  gain: SdrSettings["gainTenthsDb"],
) => Partial<SdrSettings> | undefined;

/** The other commands concern other tuners, direct sampling or a power switch: nothing that this dongle has. */
const OBEYED: Partial<Record<RtlTcpCommandName, Obey>> = {
  setFrequency: (centreHz) => ({ centreHz }),
  setSampleRate: (rateHz) => (isPossibleRate(rateHz) ? { rateHz } : undefined),
  setGainMode(mode, gain) {
    if (mode === 0) return { gainTenthsDb: "auto" };
    return gain === "auto" ? { gainTenthsDb: R820T_GAINS.at(-1)! } : undefined;
  },
  setGain: (gainTenthsDb) => ({ gainTenthsDb }),
  setGainByIndex(index) {
    const gain = R820T_GAINS[index];
    return gain === undefined ? undefined : { gainTenthsDb: gain };
  },
  setFrequencyCorrection: (correctionPpm) => ({ correctionPpm }),
};

/**
 * The world's air as a dongle behind `rtl_tcp` serves it: header, then bytes in real time, five-byte commands the other
 * way. One client at a time; others wait in silence, as with the original.
 */
export class RtlTcpServer {
  readonly #options: RtlTcpServerOptions;
  readonly #clock: Clock;
  readonly #station: SdrStation;
  readonly #server: Server;
  readonly #waiting: Socket[] = [];
  readonly #queue: Uint8Array[] = [];
  #client: Socket | undefined;
  #cancel: CancelTimer = () => {};
  #buffer = new Uint8Array(2 * BUFFER_SAMPLES);
  #filled = 0;
  #testCounter: number | undefined;

  constructor(options: RtlTcpServerOptions, clock: Clock, station: SdrStation) {
    this.#options = options;
    this.#clock = clock;
    this.#station = station;
    this.#server = createServer((socket) => this.#onConnection(socket));
  }

  /** Opens the port and returns it. @throws {UnavailableError} `WORLD_PORT_TAKEN` */
  async listen(): Promise<number> {
    const { host, port } = this.#options;
    try {
      this.#server.listen(port, host);
      await once(this.#server, "listening");
    } catch (error) {
      throw new UnavailableError("WORLD_PORT_TAKEN", `cannot serve rtl_tcp on ${host}:${port}`, {
        cause: error,
      });
    }
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#waiting.splice(0)) socket.destroy();
    this.#client?.destroy();
  }

  #onConnection(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => {
      const at = this.#waiting.indexOf(socket);
      if (at >= 0) this.#waiting.splice(at, 1);
      if (socket === this.#client) this.#end();
    });
    this.#waiting.push(socket);
    this.#serveNext();
  }

  #serveNext(): void {
    if (this.#client) return;
    const socket = this.#waiting.shift();
    if (!socket) return;
    this.#client = socket;
    let commands: Uint8Array = new Uint8Array(0);
    socket.on("data", (bytes) => {
      commands = Buffer.concat([commands, bytes as Uint8Array]);
      while (commands.length >= RTL_TCP_COMMAND_BYTES) {
        const command = decodeRtlTcpCommand(commands);
        commands = commands.subarray(RTL_TCP_COMMAND_BYTES);
        if (command.ok) this.#obey(command.value);
      }
    });
    socket.on("drain", () => this.#send());
    socket.write(encodeRtlTcpHeader({ tuner: "R820T", gainCount: R820T_GAINS.length }));
    this.#filled = 0;
    this.#station.turnOn();
    this.#tick();
  }

  #end(): void {
    this.#cancel();
    this.#client = undefined;
    this.#queue.length = 0;
    this.#testCounter = undefined;
    this.#station.turnOff();
    this.#serveNext();
  }

  #obey({ name, parameter }: RtlTcpCommand): void {
    if (name === "setTestMode") this.#testCounter = parameter === 0 ? undefined : 0;
    const { gainTenthsDb } = this.#station.sdr.settings;
    const change = OBEYED[name]?.(parameter, gainTenthsDb);
    if (change) this.#station.set(change);
  }

  #tick(): void {
    while (this.#station.isDue()) this.#render();
    this.#cancel = this.#clock.after(TICK_MS, () => this.#tick());
  }

  #render(): void {
    const bytes = this.#buffer.subarray(2 * this.#filled, 2 * (this.#filled + QUANTUM));
    this.#station.sdr.render(bytes);
    if (this.#testCounter !== undefined) {
      for (let i = 0; i < bytes.length; i++) bytes[i] = this.#testCounter++;
    }
    this.#filled += QUANTUM;
    if (this.#filled < BUFFER_SAMPLES) return;
    this.#queue.push(this.#buffer);
    this.#buffer = new Uint8Array(2 * BUFFER_SAMPLES);
    this.#filled = 0;
    this.#send();
    const excess = this.#queue.length - (this.#options.bufferLimit ?? DEFAULT_BUFFER_LIMIT);
    if (excess > 0) {
      this.#queue.splice(0, excess);
      this.#station.noteDropped(excess * BUFFER_SAMPLES);
    }
  }

  #send(): void {
    while (this.#client && !this.#client.writableNeedDrain) {
      const buffer = this.#queue.shift();
      if (!buffer) return;
      this.#client.write(buffer);
    }
  }
}
