import {
  CallerError,
  NS_PER_MS,
  accept,
  formatInstant,
  refuse,
  tryParseInstant,
  type Mutable,
  type Result,
} from "@lorats/base";
import { NO_CONTEXT, tmstContext } from "../context.ts";
import { finiteNumber, integerIn, isObject, textMap, type JsonObject } from "../json/fields.ts";
import { decodeLtsReport, encodeLtsReport } from "../lts/report.ts";
import type { AntennaReading, CrcStatus, GatewayTimes, GatewayUplink } from "../model.ts";
import { decodeModulation, encodeModulation } from "./data-rate.ts";
import { decodeFrequency, decodePayload, encodeFrequency, encodePayload } from "./payload.ts";
import { decodeReadings, encodeReading } from "./rsig.ts";

/** A received frame, with the two fields that have no place in the common model. */
export interface Rxpk extends GatewayUplink {
  /** `mid`: modem of the concentrator. */
  readonly modem?: number;
  /** `jver`: version of the forwarder's JSON. */
  readonly jsonVersion?: number;
}

/** Told of a part that was left out while the rest survived. */
export type OnRefused = (part: string, code: string, reason: string) => void;

/**
 * HOT PATH. Reads one entry of `rxpk`. Unknown fields are ignored and optional ones of the wrong type read as
 * absent, so that a gateway without time does not lose its frames; what a frame is and where it was heard must
 * be right.
 *
 * Refusals: `UDP_BAD_RXPK`, `UDP_BAD_DATA`, `UDP_BAD_SIZE`, `UDP_BAD_FREQ`, `UDP_BAD_DATR`, `UDP_BAD_CODR`,
 * `UDP_BAD_MODU`, `UDP_BAD_STAT`, `UDP_BAD_TMST`, `UDP_BAD_RSSI`, `UDP_BAD_RSIG`.
 * @see Semtech packet forwarder PROTOCOL.TXT §4
 */
export function decodeRxpk(raw: unknown, refused: OnRefused = ignore): Result<Rxpk> {
  if (!isObject(raw)) return refuse("UDP_BAD_RXPK", "an entry of rxpk is not an object");
  const payload = decodePayload(raw);
  if (!payload.ok) return payload;
  const freqHz = decodeFrequency(raw);
  if (!freqHz.ok) return freqHz;
  const modulation = decodeModulation(raw);
  if (!modulation.ok) return modulation;
  const crc = decodeCrc(raw["stat"]);
  if (!crc) return refuse("UDP_BAD_STAT", "stat is not −1, 0 or 1");
  const { tmst } = raw;
  const counterUs = integerIn(tmst, 0, 0xffff_ffff);
  if (tmst !== undefined && counterUs === undefined) {
    return refuse("UDP_BAD_TMST", "tmst is not an unsigned 32-bit number");
  }
  const readings = decodeSignal(raw);
  if (!readings.ok) return readings;
  const [best, ...others] = readings.value;
  const rxpk: Mutable<Rxpk> = {
    phyPayload: payload.value,
    freqHz: freqHz.value,
    modulation: modulation.value,
    crc,
    times: decodeTimes(raw, counterUs),
    context: counterUs === undefined ? NO_CONTEXT : tmstContext(counterUs),
    ...best!,
  };
  if (others.length > 0) rxpk.otherAntennas = others;
  decodeExtras(raw, rxpk);
  if (raw["lts"] !== undefined) {
    const lts = decodeLtsReport(raw["lts"]);
    if (lts.ok) rxpk.lts = lts.value;
    else refused("lts", lts.code, lts.reason);
  }
  return accept(rxpk);
}

function ignore(): void {}

function decodeCrc(stat: unknown): CrcStatus | undefined {
  if (stat === 1) return "ok";
  if (stat === -1) return "bad";
  return stat === 0 || stat === undefined ? "none" : undefined;
}

function encodeCrc(crc: CrcStatus): number {
  return crc === "ok" ? 1 : crc === "bad" ? -1 : 0;
}

/** One reading, or with `rsig` one for each antenna, best first. */
function decodeSignal(raw: JsonObject): Result<readonly AntennaReading[]> {
  const { rsig, rssi } = raw;
  if (Array.isArray(rsig) && rsig.length > 0) return decodeReadings(rsig);
  const rssiDbm = finiteNumber(rssi);
  if (rssiDbm === undefined) return refuse("UDP_BAD_RSSI", "rssi is not a number");
  const reading: Mutable<AntennaReading> = { rssiDbm };
  const { chan, lsnr, rssis, foff, ftime } = raw;
  const channel = integerIn(chan, 0, 65_535);
  if (channel !== undefined) reading.channel = channel;
  const snrDb = finiteNumber(lsnr);
  if (snrDb !== undefined) reading.snrDb = snrDb;
  const signalRssiDbm = finiteNumber(rssis);
  if (signalRssiDbm !== undefined) reading.signalRssiDbm = signalRssiDbm;
  const foffHz = finiteNumber(foff);
  if (foffHz !== undefined) reading.foffHz = foffHz;
  const fineNs = integerIn(ftime, 0, 999_999_999);
  if (fineNs !== undefined) reading.fineNs = fineNs;
  return accept([reading]);
}

function decodeTimes(raw: JsonObject, counterUs: number | undefined): GatewayTimes {
  const times: Mutable<GatewayTimes> = {};
  if (counterUs !== undefined) times.counter = { kind: "tmst", us: counterUs };
  const { time, tmms } = raw;
  const utc = typeof time === "string" ? tryParseInstant(time) : undefined;
  if (utc !== undefined) times.utc = utc;
  const gpsMs = integerIn(tmms, 0, Number.MAX_SAFE_INTEGER);
  if (gpsMs !== undefined) {
    times.gpsNs = BigInt(gpsMs) * NS_PER_MS;
    times.gpsResolutionNs = 1e6;
  }
  return times;
}

function decodeExtras(raw: JsonObject, rxpk: Mutable<Rxpk>): void {
  const { rfch, brd, ant, mid, jver, meta } = raw;
  const rfChain = integerIn(rfch, 0, 255);
  if (rfChain !== undefined) rxpk.rfChain = rfChain;
  const board = integerIn(brd, 0, 255);
  if (board !== undefined) rxpk.board = board;
  const antenna = integerIn(ant, 0, 255);
  if (antenna !== undefined) rxpk.antenna ??= antenna;
  const modem = integerIn(mid, 0, 255);
  if (modem !== undefined) rxpk.modem = modem;
  const jsonVersion = integerIn(jver, 0, 255);
  if (jsonVersion !== undefined) rxpk.jsonVersion = jsonVersion;
  const metadata = meta === undefined ? undefined : textMap(meta);
  if (metadata) rxpk.metadata = metadata;
}

/**
 * Writes one entry of `rxpk`, fields in the order of Semtech's forwarder. GPS time is cut to milliseconds.
 * @throws {CallerError} `UDP_BAD_RXPK` and those of its parts, when the frame cannot be said in this protocol
 */
export function encodeRxpk(rxpk: Rxpk): JsonObject {
  const { counter, utc, gpsNs } = rxpk.times;
  if (counter?.kind === "xtime") {
    throw new CallerError("UDP_BAD_RXPK", "Semtech UDP has a 32-bit counter, not an xtime");
  }
  const signal = encodeReading(rxpk);
  const { rssic, rssis, lsnr, ftime, foff, chan, ant } = signal;
  return {
    jver: rxpk.jsonVersion,
    tmst: counter?.us,
    time: utc === undefined ? undefined : formatInstant(utc).replace("000Z", "Z"),
    tmms: gpsNs === undefined ? undefined : Number(gpsNs / NS_PER_MS),
    ftime,
    chan,
    rfch: rxpk.rfChain,
    brd: rxpk.board,
    ant,
    freq: encodeFrequency(rxpk.freqHz),
    mid: rxpk.modem,
    stat: encodeCrc(rxpk.crc),
    ...encodeModulation(rxpk.modulation),
    rssis,
    lsnr,
    foff,
    rssi: rssic,
    ...encodePayload(rxpk.phyPayload),
    rsig: rxpk.otherAntennas && [signal, ...rxpk.otherAntennas.map(encodeReading)],
    meta: rxpk.metadata,
    lts: rxpk.lts && encodeLtsReport(rxpk.lts),
  };
}
