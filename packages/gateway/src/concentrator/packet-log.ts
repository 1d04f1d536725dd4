import { readFileSync } from "node:fs";
import { encodeDatagram } from "@lorats/backhaul";
import { CallerError, type CancelTimer, type Clock, type Eui64, concatBytes } from "@lorats/base";

/** A log of what a packet forwarder sent, or printed. */
export interface PacketLogOptions {
  readonly path: string;
  readonly gatewayEui: Eui64;
  /** When the first frame is handed over, after the start. */
  readonly offsetS: number;
}

interface Logged {
  /** After the first. */
  readonly atS: number;
  readonly datagram: Uint8Array;
}

const WRAP_US = 2 ** 32;
const PUSH_DATA_HEADER_BYTES = 12;

/**
 * Plays a recorded packet log as the forwarder once sent it, in real time by the concentrator's counter. A line is one JSON object with
 * `rxpk`, and may have something before it: what `lora_pkt_fwd` prints (`JSON up: {"rxpk":[…]}`) is such a log as it is.
 */
export class PacketLog {
  readonly #entries: readonly Logged[];
  readonly #offsetS: number;
  readonly #clock: Clock;
  #cancel: CancelTimer = () => {};
  /** Lines that held no frame. */
  readonly otherLines: number;

  /** @throws {CallerError} `GW_NO_FILE` without the file, `GW_BAD_LOG` when no line of it holds a frame */
  constructor({ path, gatewayEui, offsetS }: PacketLogOptions, clock: Clock) {
    this.#clock = clock;
    this.#offsetS = offsetS;
    const lines = readLines(path);
    const bodies = lines.map(bodyIn).filter((body) => body !== null);
    this.otherLines = lines.length - bodies.length;
    if (bodies.length === 0) {
      throw new CallerError("GW_BAD_LOG", `no line of ${path} holds an object with rxpk`);
    }
    const times = secondsOf(bodies);
    this.#entries = bodies.map((body, i) => ({
      atS: times[i]!,
      datagram: datagramOf(body, gatewayEui, i),
    }));
  }

  /** Hands over each datagram when it is due; `ended` follows the last one. */
  start(deliver: (datagram: Uint8Array) => void, ended: () => void): void {
    const startNs = this.#clock.monotonic();
    const play = (i: number): void => {
      const entry = this.#entries[i];
      if (!entry) return ended();
      const dueMs = (this.#offsetS + entry.atS) * 1e3;
      const sinceMs = Number(this.#clock.monotonic() - startNs) / 1e6;
      this.#cancel = this.#clock.after(Math.max(0, dueMs - sinceMs), () => {
        deliver(entry.datagram);
        play(i + 1);
      });
    };
    play(0);
  }

  stop(): void {
    this.#cancel();
  }
}

interface Body {
  readonly text: string;
  readonly tmst: number | undefined;
  readonly time: number | undefined;
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "");
  } catch (cause) {
    throw new CallerError("GW_NO_FILE", `cannot read the packet log ${path}`, { cause });
  }
}

function bodyIn(line: string): Body | null {
  const from = line.indexOf("{");
  const to = line.lastIndexOf("}");
  if (from < 0 || to < from) return null;
  const text = line.slice(from, to + 1);
  try {
    const { rxpk } = JSON.parse(text) as { readonly rxpk?: unknown };
    if (!Array.isArray(rxpk) || rxpk.length === 0) return null;
    const { tmst, time } = rxpk[0] as { readonly tmst?: unknown; readonly time?: unknown };
    const ms = typeof time === "string" ? Date.parse(time) : Number.NaN;
    return {
      text,
      tmst: typeof tmst === "number" ? tmst : undefined,
      time: Number.isNaN(ms) ? undefined : ms / 1e3,
    };
  } catch {
    return null;
  }
}

/** By the counter past its wraps, else by UTC; what has neither comes with the one before. Never back. */
function secondsOf(bodies: readonly Body[]): number[] {
  let now = 0;
  let last: Body | undefined;
  return bodies.map((body) => {
    if (last?.tmst !== undefined && body.tmst !== undefined) {
      now += ((((body.tmst - last.tmst) % WRAP_US) + WRAP_US) % WRAP_US) / 1e6;
    } else if (last?.time !== undefined && body.time !== undefined) {
      now += Math.max(0, body.time - last.time);
    }
    last = body;
    return now;
  });
}

function datagramOf({ text }: Body, gatewayEui: Eui64, token: number): Uint8Array {
  const empty = encodeDatagram({
    type: "push-data",
    version: 2,
    token: token & 0xffff,
    gatewayEui,
    uplinks: [],
  });
  return concatBytes(empty.subarray(0, PUSH_DATA_HEADER_BYTES), new TextEncoder().encode(text));
}
