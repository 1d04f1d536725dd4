import { CallerError, accept, type Eui64, type Result } from "@lorats/base";
import { uint64 } from "../json/exact.ts";
import { finiteNumber, integerIn, isObject, text, type JsonObject } from "../json/fields.ts";
import { badField } from "./body.ts";
import { decodeDataRates, encodeDataRates, type StationDataRates } from "./data-rates.ts";
import { decodeRadioBoard, encodeRadioBoard, type RadioBoard } from "./radio-board.ts";

/**
 * Names that Basics Station 2.0.6 knows. With any other it drops every downlink as "received before router_config", so a
 * region that is not here borrows the name of one with the same transmit rules.
 */
export const STATION_REGIONS = [
  "EU868",
  "US915",
  "AU915",
  "AS923-1",
  "KR920",
  "IL915",
  "EU863",
  "US902",
  "AS923JP",
] as const;

/** Everything that a station needs from its server. */
export interface RouterConfig {
  readonly type: "router_config";
  /** One of {@link STATION_REGIONS} if downlinks are wanted. */
  readonly region: string;
  /** Hardware, such as `sx1301/1` for one board. */
  readonly hwspec: string;
  readonly freqRangeHz: readonly [low: number, high: number];
  readonly dataRates: StationDataRates;
  readonly upchannels: readonly {
    readonly freqHz: number;
    readonly minDr: number;
    readonly maxDr: number;
  }[];
  readonly boards: readonly RadioBoard[];
  readonly maxEirpDbm?: number;
  /** NwkIDs, the upper 7 bits of DevAddr, that are forwarded; absent means all. */
  readonly netIds?: readonly number[];
  /** JoinEUIs that are forwarded; absent means all. */
  readonly joinEuiRanges?: readonly (readonly [first: Eui64, last: Eui64])[];
  /** Class B beacons; needs a station with GPS. */
  readonly beaconing?: StationBeaconing;
  /** Honoured by test builds only: no duty cycle, no listen before talk, no dwell limit. */
  readonly nodc?: boolean;
  readonly nocca?: boolean;
  readonly nodwell?: boolean;
  /** The server's clock in seconds since 1970. */
  readonly muxTimeS?: number;
  /** The server takes what an SDR sees beside the frames, in messages `lts` of this version. */
  readonly lts?: number;
}

export interface StationBeaconing {
  readonly dr: number;
  /** Offset of time, offset of the gateway-specific part, and length of the beacon, in bytes. */
  readonly layout: readonly [number, number, number];
  readonly freqsHz: readonly number[];
}

/** @throws {CallerError} `LNS_BAD_CONFIG` */
export function encodeRouterConfig(config: RouterConfig): JsonObject {
  if (config.hwspec === "" || config.boards.length === 0) {
    throw new CallerError("LNS_BAD_CONFIG", "stations refuse a configuration without radios");
  }
  const { beaconing, nodc, nocca, nodwell } = config;
  return {
    region: config.region,
    hwspec: config.hwspec,
    freq_range: config.freqRangeHz,
    DRs: encodeDataRates(config.dataRates),
    upchannels: config.upchannels.map(({ freqHz, minDr, maxDr }) => [freqHz, minDr, maxDr]),
    max_eirp: config.maxEirpDbm,
    NetID: config.netIds ?? null,
    JoinEui: config.joinEuiRanges?.map((range) => range.map((eui) => BigInt(`0x${eui}`))) ?? null,
    bcning: beaconing
      ? { DR: beaconing.dr, layout: beaconing.layout, freqs: beaconing.freqsHz }
      : null,
    nodc,
    nocca,
    nodwell,
    MuxTime: config.muxTimeS,
    lts: config.lts,
    sx1301_conf: config.boards.map(encodeRadioBoard),
  };
}

/** As a station reads it. Refusal: `LNS_BAD_FIELD`. */
export function decodeRouterConfig(raw: JsonObject): Result<RouterConfig> {
  const region = text(raw["region"]);
  if (region === undefined) return badField("region", "text");
  const hwspec = text(raw["hwspec"]);
  if (!hwspec) return badField("hwspec", "text");
  const freqRangeHz = numbers(raw["freq_range"], 2);
  if (!freqRangeHz) return badField("freq_range", "a pair of frequencies");
  const dataRates = decodeDataRates(raw["DRs"]);
  if (!dataRates.ok) return dataRates;
  const upchannels = list(raw["upchannels"], (entry) => {
    const triple = numbers(entry, 3);
    return triple && { freqHz: triple[0]!, minDr: triple[1]!, maxDr: triple[2]! };
  });
  if (!upchannels) return badField("upchannels", "an array of triples");
  const boards = list(raw["sx1301_conf"] ?? raw["sx1302_conf"] ?? raw["radio_conf"], (entry) => {
    const board = decodeRadioBoard(entry);
    return board.ok ? board.value : undefined;
  });
  if (!boards || boards.length === 0) return badField("sx1301_conf", "an array of boards");
  const filters = decodeFilters(raw);
  if (!filters.ok) return filters;
  const maxEirpDbm = finiteNumber(raw["max_eirp"]);
  const muxTimeS = finiteNumber(raw["MuxTime"]);
  const lts = integerIn(raw["lts"], 1, 255);
  const beaconing = decodeBeaconing(raw["bcning"]);
  return accept({
    type: "router_config",
    region,
    hwspec,
    freqRangeHz: freqRangeHz as [number, number],
    dataRates: dataRates.value,
    upchannels,
    boards,
    ...(maxEirpDbm !== undefined && { maxEirpDbm }),
    ...filters.value,
    ...(beaconing && { beaconing }),
    ...flag(raw, "nodc"),
    ...flag(raw, "nocca"),
    ...flag(raw, "nodwell"),
    ...(muxTimeS !== undefined && { muxTimeS }),
    ...(lts !== undefined && { lts }),
  });
}

function decodeFilters(raw: JsonObject): Result<Pick<RouterConfig, "netIds" | "joinEuiRanges">> {
  const netIds = raw["NetID"] == null ? undefined : list(raw["NetID"], finiteNumber);
  if (raw["NetID"] != null && !netIds) return badField("NetID", "an array of numbers");
  const ranges = raw["JoinEui"] ?? raw["JoinEUI"];
  const joinEuiRanges =
    ranges == null
      ? undefined
      : list(ranges, (range) => {
          const [first, last] = list(range, toEui) ?? [];
          return first && last ? ([first, last] as const) : undefined;
        });
  if (ranges != null && !joinEuiRanges) return badField("JoinEui", "an array of ranges");
  return accept({ ...(netIds && { netIds }), ...(joinEuiRanges && { joinEuiRanges }) });
}

function toEui(value: unknown): Eui64 | undefined {
  return uint64(value)?.toString(16).padStart(16, "0") as Eui64 | undefined;
}

function decodeBeaconing(raw: unknown): StationBeaconing | undefined {
  if (!isObject(raw)) return undefined;
  const dr = integerIn(raw["DR"], 0, 15);
  const layout = numbers(raw["layout"], 3);
  const freqsHz = list(raw["freqs"], finiteNumber);
  if (dr === undefined || !layout || !freqsHz) return undefined;
  return { dr, layout: layout as [number, number, number], freqsHz };
}

function flag(raw: JsonObject, name: "nodc" | "nocca" | "nodwell"): Partial<RouterConfig> {
  return typeof raw[name] === "boolean" ? { [name]: raw[name] } : {};
}

/** Undefined when it is no array or an entry cannot be read. */
function list<T>(raw: unknown, read: (entry: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(raw)) return undefined;
  const values = raw.map(read);
  return values.every((value) => value !== undefined) ? values : undefined;
}

function numbers(raw: unknown, count: number): number[] | undefined {
  const values = list(raw, finiteNumber);
  return values && values.length >= count ? values : undefined;
}
