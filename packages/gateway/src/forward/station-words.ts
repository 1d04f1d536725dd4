import {
  type DownlinkItem,
  type GatewayDownlink,
  type HmacSha256,
  LTS_VERSION,
  type LtsSideReport,
  type RouterConfig,
  type Rxpk,
  type StationDataRates,
  decodeDatagram,
  encodeStationMessage,
  readStationContext,
  sealLtsReport,
  stationContext,
  uplinkToStation,
} from "@lorats/backhaul";
import { CounterUnwrapper } from "../matching/concentrator-frame.ts";
import type { StoredDatagram } from "./journal.ts";

const SESSION_SHIFT = 48n;
const COUNTER_MASK = 0xffff_ffffn;

/** What packet forwarders say in the words of a Basics Station, and what a station is told in those of a packet forwarder. */
export class StationWords {
  readonly #session: bigint;
  readonly #hmac: HmacSha256 | null;
  readonly #counter = new CounterUnwrapper();
  /** Frames that stations have no words for. */
  unsayable = 0;

  /** `session`: 0 … 127, drawn anew at each start, since the counter begins anew too. */
  constructor(session: number, hmac: HmacSha256 | null) {
    this.#session = BigInt(session & 0x7f) << SESSION_SHIFT;
    this.#hmac = hmac;
  }

  /** One message a frame, and one of what the SDR saw beside them. */
  uplinks({ bytes, receivedAt }: StoredDatagram, config: RouterConfig): string[] {
    const decoded = decodeDatagram(bytes);
    if (!decoded.ok || decoded.value.type !== "push-data") return [];
    const { uplinks, lts } = decoded.value;
    return [
      ...uplinks.flatMap((rxpk) => this.#frame(rxpk, receivedAt, config.dataRates)),
      ...sdrReport(lts, config),
    ];
  }

  /** What the SDR says of itself, out of a report that was not to be kept. */
  health(datagram: Uint8Array, config: RouterConfig): string[] {
    const decoded = decodeDatagram(datagram);
    if (!decoded.ok || decoded.value.type !== "push-data") return [];
    return sdrReport(decoded.value.lts, config);
  }

  /** The items of a downlink in the order in which they are to be tried, timed by the concentrator's counter. */
  items({ items }: GatewayDownlink): DownlinkItem[] {
    return items.map((item) => {
      const { timing } = item;
      if (timing.kind !== "delay") return item;
      const xtime = readStationContext(timing.context)?.xtime ?? 0n;
      const us = Number((xtime + BigInt(timing.delayUs)) & COUNTER_MASK);
      return Object.assign({ ...item }, { timing: { kind: "counter" as const, us } });
    });
  }

  #frame(rxpk: Rxpk, receivedAt: bigint, rates: StationDataRates): string[] {
    const message = rxpk.crc === "ok" && uplinkToStation(this.#station(rxpk, receivedAt), rates);
    if (message && message.ok) {
      try {
        return [encodeStationMessage(message.value)];
      } catch {
        // Rejoins and what else stations do not forward.
      }
    }
    this.unsayable++;
    return [];
  }

  /** The 64-bit counter of which the concentrator shows the lower half. */
  #station(rxpk: Rxpk, receivedAt: bigint): Rxpk {
    const { counter } = rxpk.times;
    if (counter?.kind !== "tmst") return rxpk;
    const us = this.#counter.unwrap(counter.us, receivedAt);
    const xtime = this.#session | (BigInt(Math.max(0, us)) & 0xffff_ffff_ffffn);
    const counted = { kind: "xtime" as const, xtime };
    const times = { ...rxpk.times, counter: counted, host: receivedAt };
    return {
      ...rxpk,
      times,
      context: stationContext({ rctx: 0n, xtime }),
      ...(rxpk.lts && { lts: this.#sealed(rxpk, counted) }),
    };
  }

  /** The MAC covers the counter, which is another one here. */
  #sealed({ lts, phyPayload }: Rxpk, counter: { kind: "xtime"; xtime: bigint }) {
    const { mac: _mac, ...report } = lts!;
    return this.#hmac ? sealLtsReport(report, { phyPayload, counter }, this.#hmac) : report;
  }
}

/** Said to servers that told that they take it; to others there are no words for it. */
function sdrReport(report: LtsSideReport | undefined, { lts }: RouterConfig): string[] {
  if (!report || lts !== LTS_VERSION) return [];
  return [encodeStationMessage({ type: "lts", report })];
}
