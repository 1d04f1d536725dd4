import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { loraTimeOnAirMs, type SpreadingFactor } from "@lorats/lorawan";

/** A frame that a gateway was told to send. */
export interface Told {
  readonly phyPayload: Buffer;
  /** Of the gateway's counter, at which it begins. */
  readonly tmst: number;
  /** How long before that the gateway heard of it. */
  readonly marginMs: number;
  readonly verdict: "NONE" | "TOO_LATE" | "COLLISION_PACKET";
}

interface Mast {
  readonly eui: string;
  readonly socket: Socket;
  /** What it sends from when until when, in ms of its counter. */
  readonly busy: { readonly from: number; readonly until: number }[];
}

interface Txpk {
  readonly tmst: number;
  readonly datr: string;
  readonly data: string;
}

const PUSH_DATA = 0x00;
const PULL_DATA = 0x02;
const PULL_RESP = 0x03;
const TX_ACK = 0x05;
/** What Semtech's forwarder needs: start of the radio, margin, and the period of its queue. */
const NEEDED_MS = 1.5 + 1 + 40;

/** Many gateways over Semtech UDP that judge what they are told as Semtech's forwarder does: in time, and one at a time. */
export class Masts {
  readonly #masts: readonly Mast[];
  readonly #port: number;
  readonly #freqMhz: number;
  readonly #told: (told: Told) => void;
  readonly #pulling: NodeJS.Timeout;
  #token = 0;

  private constructor(
    masts: readonly Mast[],
    port: number,
    freqMhz: number,
    told: (told: Told) => void,
  ) {
    this.#masts = masts;
    this.#port = port;
    this.#freqMhz = freqMhz;
    this.#told = told;
    for (const mast of masts) mast.socket.on("message", (bytes) => this.#hear(mast, bytes));
    this.#pulling = setInterval(() => this.#pull(), 5000);
  }

  static async open(
    euis: readonly string[],
    port: number,
    freqMhz: number,
    told: (told: Told) => void,
  ): Promise<Masts> {
    const opening = euis.map(async (eui) => {
      const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 20 });
      socket.bind(0, "127.0.0.1");
      await once(socket, "listening");
      return { eui, socket, busy: [] };
    });
    const masts = new Masts(await Promise.all(opening), port, freqMhz, told);
    masts.#pull();
    return masts;
  }

  close(): void {
    clearInterval(this.#pulling);
    for (const { socket } of this.#masts) socket.close();
  }

  /** Three neighbours hear a frame that ends now; returns their counters, which agree. */
  push(phyPayload: Uint8Array, at: number): number {
    const tmst = counterUs();
    const data = Buffer.from(phyPayload).toString("base64");
    for (let n = 0; n < 3; n++) {
      const mast = this.#masts[(at + n) % this.#masts.length]!;
      const rxpk = `{"tmst":${tmst},"chan":0,"rfch":1,"freq":${this.#freqMhz},"stat":1,"modu":"LORA","datr":"SF7BW125","codr":"4/5","rssi":${-70 - n},"lsnr":5.2,"size":${phyPayload.length},"data":"${data}"}`;
      this.#send(mast, PUSH_DATA, `{"rxpk":[${rxpk}]}`);
    }
    return tmst;
  }

  #pull(): void {
    for (const mast of this.#masts) this.#send(mast, PULL_DATA);
  }

  #send(mast: Mast, type: number, body = "", token = this.#token++ & 0xffff): void {
    const head = Buffer.from([2, token & 0xff, token >> 8, type]);
    const bytes = Buffer.concat([head, Buffer.from(mast.eui, "hex"), Buffer.from(body)]);
    mast.socket.send(bytes, this.#port, "127.0.0.1");
  }

  #hear(mast: Mast, bytes: Buffer): void {
    if (bytes[3] !== PULL_RESP) return;
    const { txpk } = JSON.parse(bytes.subarray(4).toString()) as { txpk: Txpk };
    const phyPayload = Buffer.from(txpk.data, "base64");
    const marginMs = ((txpk.tmst - counterUs()) | 0) / 1000;
    const from = performance.now() + marginMs;
    const until = from + airtimeMs(txpk, phyPayload.length);
    const now = performance.now();
    while (mast.busy[0] && mast.busy[0].until < now) mast.busy.shift();
    const collides = mast.busy.some((other) => other.from < until && from < other.until);
    const late = marginMs <= NEEDED_MS;
    const verdict = late ? "TOO_LATE" : collides ? "COLLISION_PACKET" : "NONE";
    if (verdict === "NONE") mast.busy.push({ from, until });
    this.#send(mast, TX_ACK, `{"txpk_ack":{"error":"${verdict}"}}`, bytes.readUInt16LE(1));
    this.#told({ phyPayload, tmst: txpk.tmst, marginMs, verdict });
  }
}

function counterUs(): number {
  return Math.round(performance.now() * 1000) >>> 0;
}

function airtimeMs({ datr }: Txpk, phyBytes: number): number {
  const [, sf, bwKhz] = /^SF(\d+)BW(\d+)$/.exec(datr)!;
  const bwHz = Number(bwKhz) * 1000;
  return loraTimeOnAirMs({ sf: Number(sf) as SpreadingFactor, bwHz, phyBytes, crc: false });
}
