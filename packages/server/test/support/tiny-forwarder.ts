import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { until } from "../../../base/test/until.ts";

/** What a network server tells a gateway to send, in the words of the protocol. */
export interface Txpk {
  readonly imme?: boolean;
  readonly tmst?: number;
  readonly tmms?: number;
  readonly rfch: number;
  readonly freq: number;
  readonly powe: number;
  readonly datr: string;
  readonly ipol: boolean;
  readonly data: string;
}

export interface HeardTxpk extends Txpk {
  readonly phyPayload: Uint8Array;
  /** On `performance.now()`. */
  readonly atMs: number;
}

const PUSH_DATA = 0x00;
const PULL_DATA = 0x02;
const PULL_RESP = 0x03;
const TX_ACK = 0x05;

/** A packet forwarder of a few lines, which shares no code with the server: protocol version 2, its transmitter on the first radio. */
export class TinyForwarder {
  readonly eui: string;
  readonly #socket: Socket;
  readonly #port: number;
  readonly sent: HeardTxpk[] = [];
  acknowledged = 0;
  #token = 0;
  #pull: NodeJS.Timeout | undefined;

  private constructor(eui: string, socket: Socket, port: number) {
    this.eui = eui;
    this.#socket = socket;
    this.#port = port;
    socket.on("message", (bytes) => this.#hear(bytes));
  }

  static async open(eui: string, port: number): Promise<TinyForwarder> {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const forwarder = new TinyForwarder(eui, socket, port);
    forwarder.#send(PULL_DATA);
    forwarder.#pull = setInterval(() => forwarder.#send(PULL_DATA), 5000);
    return forwarder;
  }

  close(): void {
    clearInterval(this.#pull);
    this.#socket.close();
  }

  /** Microseconds of its own counter. */
  get counterUs(): number {
    return Math.round(performance.now() * 1000) % 2 ** 32;
  }

  /** Passes on a frame that ended just now, or at the moment told. Returns the counter at its end. */
  push(
    phyPayload: Uint8Array,
    fields: { freq?: number; datr?: string; lsnr?: number; tmst?: number; tmms?: number } = {},
  ): number {
    const tmst = fields.tmst ?? this.counterUs;
    this.pushAll([phyPayload], { ...fields, tmst });
    return tmst;
  }

  /** Passes on several frames in one datagram. */
  pushAll(phyPayloads: readonly Uint8Array[], fields: object = {}): void {
    const rxpk = phyPayloads.map((phyPayload) => ({
      freq: 868.1,
      datr: "SF7BW125",
      lsnr: 8,
      chan: 0,
      rfch: 1,
      stat: 1,
      modu: "LORA",
      codr: "4/5",
      rssi: -70,
      tmst: this.counterUs,
      ...fields,
      size: phyPayload.length,
      data: Buffer.from(phyPayload).toString("base64"),
    }));
    this.#send(PUSH_DATA, JSON.stringify({ rxpk }));
  }

  /** The next frame that it was told to send and that nobody took yet. */
  next(timeoutMs?: number): Promise<HeardTxpk> {
    return until(() => this.sent.shift(), timeoutMs);
  }

  #send(type: number, body = "", token = this.#token++ & 0xffff): void {
    const head = Buffer.from([2, token & 0xff, token >> 8, type]);
    const bytes = Buffer.concat([head, Buffer.from(this.eui, "hex"), Buffer.from(body)]);
    this.#socket.send(bytes, this.#port, "127.0.0.1");
  }

  #hear(bytes: Buffer): void {
    if (bytes[3] === 0x01) this.acknowledged++;
    if (bytes[3] !== PULL_RESP) return;
    const { txpk } = JSON.parse(bytes.subarray(4).toString()) as { txpk: Txpk };
    const phyPayload = new Uint8Array(Buffer.from(txpk.data, "base64"));
    this.sent.push({ ...txpk, phyPayload, atMs: performance.now() });
    // Its second radio hears, and does not send.
    const error = txpk.rfch === 0 ? "NONE" : "TX_FREQ";
    this.#send(TX_ACK, JSON.stringify({ txpk_ack: { error } }), bytes.readUInt16LE(1));
  }
}
