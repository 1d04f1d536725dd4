import { accept, refuse, toHex, type Eui64, type Result } from "@lorats/base";
import { int64 } from "../json/exact.ts";
import { finiteNumber, hexBytes, integerIn, isObject, type JsonObject } from "../json/fields.ts";
import { badField } from "./body.ts";
import { formatDashedEui, parseStationEui } from "./eui.ts";

/** A receive window's data rate and frequency. */
export interface StationWindow {
  readonly dr: number;
  readonly freqHz: number;
}

/** What `dnmsg` and the entries of `dnsched` share. */
interface StationTransmission {
  readonly phyPayload: Uint8Array;
  readonly priority?: number;
  /** Names the antenna; that of the uplink, digit by digit. */
  readonly rctx?: bigint;
  /** Microseconds since the GPS epoch. */
  readonly gpstimeUs?: bigint;
  readonly preambleSymbols?: number;
  /** Payload CRC; downlinks have none. */
  readonly withCrc?: boolean;
}

/**
 * A downlink. Class A: `xtime` and `rctx` of the uplink, `rxDelayS`, RX1 and RX2 or one of them; the station takes RX2
 * by itself when RX1 cannot be had. Class B: `rx1` and `gpstimeUs`. Class C: `rx2`, at once.
 * The station inverts the polarity, and sends with as much power as its region allows.
 */
export interface StationDownlink extends StationTransmission {
  readonly type: "dnmsg";
  /** Zero would silence the report `dntxed`. */
  readonly devEui: Eui64;
  readonly deviceClass: "A" | "B" | "C";
  /** Returned in `dntxed`. */
  readonly diid: number;
  readonly rxDelayS?: number;
  readonly rx1?: StationWindow;
  readonly rx2?: StationWindow;
  readonly xtime?: bigint;
  readonly muxTimeS?: number;
}

/** Refusals: `LNS_BAD_FIELD`, `LNS_NO_WINDOW`. */
export function decodeDownlink(raw: JsonObject): Result<StationDownlink> {
  const devEui = parseStationEui(raw["DevEui"] ?? raw["DevEUI"]);
  if (devEui === undefined) return badField("DevEui", "an EUI");
  const dC = integerIn(raw["dC"], 0, 2);
  if (dC === undefined) return badField("dC", "0, 1 or 2");
  const diid = integerIn(raw["diid"] ?? raw["seqno"], 0, Number.MAX_SAFE_INTEGER);
  if (diid === undefined) return badField("diid", "a whole number");
  const transmission = decodeTransmission(raw);
  if (!transmission.ok) return transmission;
  const rx1 = window(raw["RX1DR"] ?? raw["DR"], raw["RX1Freq"] ?? raw["Freq"]);
  const rx2 = window(raw["RX2DR"], raw["RX2Freq"]);
  if (!rx1 && !rx2) return refuse("LNS_NO_WINDOW", "neither RX1 nor RX2 has a DR and a frequency");
  const rxDelayS = integerIn(raw["RxDelay"], 0, 15);
  const xtime = int64(raw["xtime"]);
  const muxTimeS = finiteNumber(raw["MuxTime"]);
  return accept({
    type: "dnmsg",
    devEui,
    deviceClass: (["A", "B", "C"] as const)[dC]!,
    diid,
    ...transmission.value,
    ...(rxDelayS !== undefined && { rxDelayS }),
    ...(rx1 && { rx1 }),
    ...(rx2 && { rx2 }),
    ...(xtime !== undefined && xtime !== 0n && { xtime }),
    ...(muxTimeS !== undefined && { muxTimeS }),
  });
}

export function encodeDownlink(message: StationDownlink): JsonObject {
  const { deviceClass, rx1, rx2 } = message;
  const isClassB = deviceClass === "B";
  return {
    DevEui: formatDashedEui(message.devEui),
    dC: { A: 0, B: 1, C: 2 }[deviceClass],
    diid: message.diid,
    ...encodeTransmission(message),
    RxDelay: message.rxDelayS,
    ...(isClassB ? { DR: rx1?.dr, Freq: rx1?.freqHz } : { RX1DR: rx1?.dr, RX1Freq: rx1?.freqHz }),
    RX2DR: rx2?.dr,
    RX2Freq: rx2?.freqHz,
    xtime: message.xtime,
    MuxTime: message.muxTimeS,
  };
}

/** One entry of `dnsched`: sent at its time, and never reported as sent. */
export interface ScheduledTransmission extends StationTransmission, StationWindow {
  readonly diid?: number;
  /** Instead of `gpstimeUs`. */
  readonly xtime?: bigint;
}

/** Transmissions to be made at given times, such as those of a multicast group. */
export interface StationSchedule {
  readonly type: "dnsched";
  readonly schedule: readonly ScheduledTransmission[];
  readonly muxTimeS?: number;
}

/** Refusals: `LNS_BAD_FIELD`, `LNS_NO_WINDOW`. */
export function decodeSchedule(raw: JsonObject): Result<StationSchedule> {
  const entries = raw["schedule"];
  if (!Array.isArray(entries)) return badField("schedule", "an array");
  const schedule: ScheduledTransmission[] = [];
  for (const entry of entries) {
    if (!isObject(entry)) return badField("schedule", "an array of objects");
    const transmission = decodeTransmission(entry);
    if (!transmission.ok) return transmission;
    const slot = window(entry["DR"], entry["Freq"]);
    if (!slot) return refuse("LNS_NO_WINDOW", "an entry needs a DR and a frequency");
    const diid = integerIn(entry["diid"], 0, Number.MAX_SAFE_INTEGER);
    const xtime = int64(entry["xtime"]);
    const ontimeS = int64(entry["ontime"]);
    schedule.push({
      ...(ontimeS !== undefined && { gpstimeUs: ontimeS * 1_000_000n }),
      ...transmission.value,
      ...slot,
      ...(diid !== undefined && { diid }),
      ...(xtime !== undefined && { xtime }),
    });
  }
  const muxTimeS = finiteNumber(raw["MuxTime"]);
  return accept({ type: "dnsched", schedule, ...(muxTimeS !== undefined && { muxTimeS }) });
}

export function encodeSchedule({ schedule, muxTimeS }: StationSchedule): JsonObject {
  return {
    schedule: schedule.map((entry) => ({
      diid: entry.diid,
      DR: entry.dr,
      Freq: entry.freqHz,
      xtime: entry.xtime,
      ...encodeTransmission(entry),
    })),
    MuxTime: muxTimeS,
  };
}

function decodeTransmission(raw: JsonObject): Result<StationTransmission> {
  const phyPayload = hexBytes(raw["pdu"]);
  if (!phyPayload || phyPayload.length === 0 || phyPayload.length > 255) {
    return badField("pdu", "1 to 255 bytes of hexadecimal");
  }
  const priority = integerIn(raw["priority"], 0, 255);
  const rctx = int64(raw["rctx"]);
  const gpstimeUs = int64(raw["gpstime"]);
  const preambleSymbols = integerIn(raw["preamble"], 1, 65_535);
  const withCrc = raw["addcrc"] === undefined ? undefined : raw["addcrc"] !== 0;
  return accept({
    phyPayload,
    ...(priority !== undefined && { priority }),
    ...(rctx !== undefined && { rctx }),
    ...(gpstimeUs !== undefined && gpstimeUs !== 0n && { gpstimeUs }),
    ...(preambleSymbols !== undefined && { preambleSymbols }),
    ...(withCrc !== undefined && { withCrc }),
  });
}

function encodeTransmission(transmission: StationTransmission): JsonObject {
  const { phyPayload, priority, rctx, gpstimeUs, preambleSymbols, withCrc } = transmission;
  return {
    pdu: toHex(phyPayload),
    priority,
    rctx,
    gpstime: gpstimeUs,
    preamble: preambleSymbols,
    addcrc: withCrc === undefined ? undefined : Number(withCrc),
  };
}

function window(dr: unknown, freq: unknown): StationWindow | undefined {
  const index = integerIn(dr, 0, 15);
  const freqHz = integerIn(freq, 1, 2 ** 32 - 1);
  return index === undefined || freqHz === undefined ? undefined : { dr: index, freqHz };
}
