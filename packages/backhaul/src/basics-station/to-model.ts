import { NS_PER_US, accept, refuse, type Result } from "@lorats/base";
import { readStationContext, stationContext } from "../context.ts";
import type {
  DownlinkItem,
  GatewayDownlink,
  GatewayTimes,
  GatewayUplink,
  TxOutcome,
} from "../model.ts";
import { dataRateIndex, type StationDataRates } from "./data-rates.ts";
import type { StationDownlink, StationWindow } from "./downlink.ts";
import { parseStationEui } from "./eui.ts";
import type { StationTransmitted } from "./transmitted.ts";
import type { StationUplink } from "./uplink.ts";

/** Refusal: `LNS_UNKNOWN_DR` when the table has no such data rate. */
export function uplinkFromStation(
  uplink: StationUplink,
  rates: StationDataRates,
): Result<GatewayUplink> {
  const modulation = rates[uplink.dr]?.modulation;
  if (!modulation) return refuse("LNS_UNKNOWN_DR", `the region has no DR ${uplink.dr}`);
  const { rctx, xtime, fineNs, lts, rxtime } = uplink;
  return accept({
    phyPayload: uplink.phyPayload,
    freqHz: uplink.freqHz,
    modulation,
    // Stations drop frames with a bad CRC.
    crc: "ok",
    rssiDbm: uplink.rssiDbm,
    ...(modulation.kind !== "fsk" && { snrDb: uplink.snrDb }),
    ...(fineNs !== undefined && { fineNs }),
    times: {
      ...stationTimes(xtime, uplink.gpstimeUs),
      ...(rxtime !== undefined && { host: rxtime }),
    },
    context: stationContext({ rctx, xtime }),
    ...(lts && { lts }),
  });
}

function stationTimes(xtime: bigint, gpstimeUs: bigint): GatewayTimes {
  return {
    ...(xtime !== 0n && { counter: { kind: "xtime", xtime } as const }),
    ...(gpstimeUs > 0n && { gpsNs: gpstimeUs * NS_PER_US, gpsResolutionNs: 1000 }),
  };
}

/**
 * For a gateway that speaks as a station.
 * Refusals: `LNS_UNKNOWN_DR`, `LNS_NO_COUNTER` without an xtime.
 */
export function uplinkToStation(
  uplink: GatewayUplink,
  rates: StationDataRates,
): Result<StationUplink> {
  const dr = dataRateIndex(rates, uplink.modulation);
  if (dr === undefined) return refuse("LNS_UNKNOWN_DR", "the region has no such data rate");
  const { counter, gpsNs, host } = uplink.times;
  if (counter?.kind !== "xtime") return refuse("LNS_NO_COUNTER", "the uplink has no xtime");
  const { fineNs, lts } = uplink;
  return accept({
    type: "uplink",
    phyPayload: uplink.phyPayload,
    dr,
    freqHz: uplink.freqHz,
    refTimeS: 0,
    rctx: readStationContext(uplink.context)?.rctx ?? 0n,
    xtime: counter.xtime,
    gpstimeUs: (gpsNs ?? 0n) / NS_PER_US,
    rssiDbm: uplink.rssiDbm,
    snrDb: uplink.snrDb ?? 0,
    ...(fineNs !== undefined && { fineNs }),
    ...(host !== undefined && { rxtime: host }),
    ...(lts && { lts }),
  });
}

/** `dntxed` in the common words. */
export function outcomeFromStation(message: StationTransmitted): TxOutcome {
  return {
    downlinkId: message.diid,
    statuses: ["OK"],
    stage: "sent",
    times: stationTimes(message.xtime, message.gpstimeUs),
  };
}

/**
 * Stations stay silent towards devices without a name, and multicast groups have none. For the same reason nothing goes out as
 * `dnsched`: a station never tells what became of its entries.
 */
const PLACEHOLDER_EUI = "0101010101010101";

export interface DownlinkToStationOptions {
  readonly muxTimeS?: number;
  readonly priority?: number;
}

/**
 * A downlink as `dnmsg`. Two items become RX1 and RX2 when they carry the same frame a second apart. Power is not
 * said: stations use what their region allows.
 *
 * Refusals: `LNS_UNKNOWN_DR`, `LNS_NOT_REPRESENTABLE`.
 */
export function downlinkToStation(
  downlink: GatewayDownlink,
  rates: StationDataRates,
  options: DownlinkToStationOptions = {},
): Result<StationDownlink> {
  const [item, second] = downlink.items;
  if (!item) return refuse("LNS_NOT_REPRESENTABLE", "there is nothing to send");
  const devEui = parseStationEui(downlink.devEui ?? PLACEHOLDER_EUI);
  if (devEui === undefined) return refuse("LNS_NOT_REPRESENTABLE", "devEui is no EUI-64");
  const first = stationWindow(item, rates);
  if (!first.ok) return first;
  const timing = stationTiming(item, first.value);
  if (!timing.ok) return timing;
  const rx2 = second && secondWindow(item, second, rates);
  if (rx2 && !rx2.ok) return rx2;
  return accept({
    type: "dnmsg",
    devEui,
    diid: downlink.downlinkId,
    phyPayload: item.phyPayload,
    ...timing.value,
    ...(rx2 && { rx2: rx2.value }),
    priority: options.priority ?? 0,
    ...(item.withCrc && { withCrc: true }),
    ...(item.preambleSymbols !== undefined && { preambleSymbols: item.preambleSymbols }),
    ...(options.muxTimeS !== undefined && { muxTimeS: options.muxTimeS }),
  });
}

function stationWindow(item: DownlinkItem, rates: StationDataRates): Result<StationWindow> {
  if (!item.invertPolarization && item.modulation.kind === "lora") {
    return refuse("LNS_NOT_REPRESENTABLE", "stations always invert the polarity");
  }
  const dr = dataRateIndex(rates, item.modulation);
  return dr === undefined
    ? refuse("LNS_UNKNOWN_DR", "the region has no such data rate")
    : accept({ dr, freqHz: item.freqHz });
}

type StationTiming = Pick<
  StationDownlink,
  "deviceClass" | "rxDelayS" | "xtime" | "rctx" | "gpstimeUs" | "rx1" | "rx2"
>;

function stationTiming(item: DownlinkItem, window: StationWindow): Result<StationTiming> {
  const { timing } = item;
  switch (timing.kind) {
    case "immediately":
      // RxDelay is not used then, but stations warn without it.
      return accept({ deviceClass: "C", rxDelayS: 1, rx2: window });
    case "gps":
      return accept({ deviceClass: "B", gpstimeUs: timing.gpsNs / NS_PER_US, rx1: window });
    case "counter":
      return refuse("LNS_NOT_REPRESENTABLE", "stations have no 32-bit counter");
    case "delay": {
      const context = readStationContext(timing.context);
      if (!context) return refuse("LNS_NOT_REPRESENTABLE", "the context is not a station's");
      const rxDelayS = timing.delayUs / 1e6;
      if (!Number.isInteger(rxDelayS) || rxDelayS < 1 || rxDelayS > 15) {
        return refuse("LNS_NOT_REPRESENTABLE", "RxDelay is 1 … 15 whole seconds");
      }
      return accept({ deviceClass: "A", rxDelayS, ...context, rx1: window });
    }
  }
}

function secondWindow(
  first: DownlinkItem,
  second: DownlinkItem,
  rates: StationDataRates,
): Result<StationWindow> {
  const isSecondLater =
    first.timing.kind === "delay" &&
    second.timing.kind === "delay" &&
    second.timing.delayUs - first.timing.delayUs === 1e6;
  if (!isSecondLater || !sameBytes(first.phyPayload, second.phyPayload)) {
    return refuse("LNS_NOT_REPRESENTABLE", "RX2 is the same frame one second after RX1");
  }
  return stationWindow(second, rates);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/**
 * For a gateway that speaks as a station: what it was told to send.
 * Refusals: `LNS_UNKNOWN_DR`, `LNS_NOT_REPRESENTABLE` when the message does not say when.
 */
export function downlinkFromStation(
  message: StationDownlink,
  rates: StationDataRates,
  eirpDbm: number,
): Result<GatewayDownlink> {
  const { rx1, rx2, deviceClass, xtime, gpstimeUs, phyPayload, preambleSymbols } = message;
  const items: DownlinkItem[] = [];
  for (const [index, window] of [rx1, rx2].entries()) {
    if (!window) continue;
    const modulation = rates[window.dr]?.modulation;
    if (!modulation) return refuse("LNS_UNKNOWN_DR", `the region has no DR ${window.dr}`);
    const base = {
      phyPayload,
      freqHz: window.freqHz,
      modulation,
      eirpDbm,
      invertPolarization: true,
      withCrc: message.withCrc ?? false,
      ...(preambleSymbols !== undefined && { preambleSymbols }),
    };
    if (deviceClass === "B" && gpstimeUs !== undefined) {
      items.push({ ...base, timing: { kind: "gps", gpsNs: gpstimeUs * NS_PER_US } });
    } else if (xtime !== undefined) {
      const delayUs = (Math.max(message.rxDelayS ?? 1, 1) + index) * 1e6;
      const context = stationContext({ rctx: message.rctx ?? 0n, xtime });
      items.push({ ...base, timing: { kind: "delay", delayUs, context } });
    } else if (deviceClass === "C") {
      items.push({ ...base, timing: { kind: "immediately" } });
    }
  }
  if (items.length === 0) return refuse("LNS_NOT_REPRESENTABLE", "the message does not say when");
  return accept({ downlinkId: message.diid, items, devEui: message.devEui, deviceClass });
}
