import { type Socket, connect } from "node:net";
import {
  RTL_TCP_HEADER_BYTES,
  type RtlTcpCommand,
  type RtlTcpHeader,
  decodeRtlTcpHeader,
  encodeRtlTcpCommand,
} from "@lorats/backhaul";
import type { CancelTimer, Clock } from "@lorats/base";
import { sampleFormat } from "@lorats/phy/formats";
import { BlockCutter, type IqSink, type IqSource } from "./iq-source.ts";

/** How to reach and set a dongle behind `rtl_tcp`. */
export interface RtlTcpOptions {
  readonly host: string;
  readonly port: number;
  readonly sampleRateHz: number;
  readonly centreFreqHz: number;
  /** Tuner gain; null for automatic. */
  readonly gainDb: number | null;
  /** Correction in whole ppm; the gateway also copes without. */
  readonly ppm: number;
  readonly biasTee: boolean;
}

/** One transfer of rtl_tcp: 262,144 bytes. @see osmocom rtl-sdr, librtlsdr.c `DEFAULT_BUF_LENGTH` */
export const RTL_BUFFER_SAMPLES = 131_072;

const READ_BYTES = 65_536;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** rtl_tcp itself gives up after five seconds without data. */
const SILENCE_MS = 5_000;

/**
 * A client of `rtl_tcp`. It comes back after every failure, at growing intervals, and sets the dongle up again.
 * A server that has a client already accepts and says nothing: that too ends in a retry.
 */
export class RtlTcpSource implements IqSource {
  readonly #options: RtlTcpOptions;
  readonly #clock: Clock;
  #sink: IqSink | null = null;
  #socket: Socket | null = null;
  #cancel: CancelTimer = () => {};
  #cancelSilence: CancelTimer = () => {};
  #failures = 0;

  constructor(options: RtlTcpOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  start(sink: IqSink): void {
    this.#sink = sink;
    this.#connect();
  }

  stop(): Promise<void> {
    this.#sink = null;
    this.#cancel();
    this.#cancelSilence();
    this.#socket?.destroy();
    return Promise.resolve();
  }

  #connect(): void {
    const { host, port } = this.#options;
    let reason = "the server closed the connection";
    let head: Uint8Array = new Uint8Array(0);
    let cutter: BlockCutter | null = null;
    // One buffer for everything that comes: 73 reads a second would leave 5 MB of garbage behind.
    const take = (count: number, buffer: Uint8Array): boolean => {
      read(buffer.subarray(0, count));
      return true;
    };
    const onread = { buffer: new Uint8Array(READ_BYTES), callback: take };
    const socket = connect({ host, port, noDelay: true, onread });
    this.#socket = socket;
    const giveUp = (why: string): void => {
      reason = why;
      socket.destroy();
    };
    const watch = (): void => {
      this.#cancelSilence();
      this.#cancelSilence = this.#clock.after(SILENCE_MS, () => giveUp("no samples for 5 s"));
    };
    watch();
    const read = (chunk: Uint8Array): void => {
      const arrivedNs = this.#clock.monotonic();
      watch();
      let bytes = chunk;
      if (!cutter) {
        head = Buffer.concat([head, bytes]);
        const header = decodeRtlTcpHeader(head);
        if (!header.ok) {
          if (header.code !== "RTLTCP_TOO_SHORT") giveUp(header.reason);
          return;
        }
        bytes = head.subarray(RTL_TCP_HEADER_BYTES);
        cutter = this.#open(socket, header.value);
      }
      const block = cutter.cut(bytes, arrivedNs);
      if (!block || !this.#sink) return;
      this.#failures = 0;
      void this.#sink.block(block);
    };
    socket.on("error", (error) => {
      reason = error.message;
    });
    socket.on("close", () => this.#retry(reason));
  }

  #open(socket: Socket, header: RtlTcpHeader): BlockCutter {
    const { sampleRateHz, centreFreqHz, gainDb } = this.#options;
    for (const command of setup(this.#options)) socket.write(encodeRtlTcpCommand(command));
    const format = sampleFormat("cu8");
    this.#sink?.opened({
      sampleRateHz,
      centreFreqHz,
      gainDb,
      format,
      pace: "live",
      bufferSamples: RTL_BUFFER_SAMPLES,
      device: `rtl_tcp ${header.tuner}`,
    });
    return new BlockCutter(format.bytes);
  }

  #retry(reason: string): void {
    this.#cancelSilence();
    if (!this.#sink) return;
    const retryMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures++;
    this.#sink.closed(reason, retryMs);
    this.#cancel = this.#clock.after(retryMs, () => this.#connect());
  }
}

function setup(options: RtlTcpOptions): RtlTcpCommand[] {
  const { sampleRateHz, centreFreqHz, gainDb, ppm, biasTee } = options;
  const commands: RtlTcpCommand[] = [
    { name: "setSampleRate", parameter: sampleRateHz },
    { name: "setFrequencyCorrection", parameter: ppm },
    { name: "setFrequency", parameter: centreFreqHz },
    { name: "setAgcMode", parameter: 0 },
    { name: "setGainMode", parameter: gainDb === null ? 0 : 1 },
    { name: "setBiasTee", parameter: biasTee ? 1 : 0 },
  ];
  if (gainDb !== null) commands.push({ name: "setGain", parameter: Math.round(gainDb * 10) });
  return commands;
}
