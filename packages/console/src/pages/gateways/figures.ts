import type { Event, Uplink } from "@lorats/api";
import { nsBetween } from "../../inspector/times.ts";

/** The fields of a reception that the pages of a gateway read. */
export interface Heard {
  readonly time: string;
  readonly arrivedAt: string;
  readonly phyPayload: string;
  readonly crc: string;
  readonly freqHz: number;
  readonly modulation: Uplink["modulation"];
  readonly rssiDbm: number;
  readonly snrDb?: number;
  readonly counterUs?: string;
  readonly gatewayTime?: string;
  readonly hostTime?: string;
  readonly gpsTimeNs?: string;
  readonly fineTimeNs?: number;
  readonly lts?: { readonly onset: string; readonly onsetSdNs: number };
  readonly authentication: string;
}

export function heardOf({ time, body }: Event): Heard {
  return { time, ...(body as unknown as Omit<Heard, "time">) };
}

/** Preamble, sync word and start-of-frame delimiter, in symbols. */
const PREAMBLE_SYMBOLS = 8 + 4.25;
/** From symbols of this length on, low data rate optimisation takes two bits of each. */
const LONG_SYMBOL_NS = 16e6;

/**
 * Time on air of a LoRa uplink with explicit header, CRC and coding rate 4/5; 0 for other modulations.
 * @see SX1276 datasheet rev. 7 §4.1.1.7
 */
export function heardAirtimeNs({
  modulation,
  phyPayload,
}: Pick<Heard, "modulation" | "phyPayload">): number {
  if (modulation.kind !== "lora") return 0;
  const { sf, bwHz } = modulation;
  const symbolNs = (2 ** sf / bwHz) * 1e9;
  const bytes = Math.floor((phyPayload.replace(/=+$/, "").length * 3) / 4);
  const bitsPerSymbol = symbolNs >= LONG_SYMBOL_NS ? sf - 2 : sf;
  const blocks = Math.max(0, Math.ceil((8 * bytes - 4 * sf + 28 + 16) / (4 * bitsPerSymbol)));
  return (PREAMBLE_SYMBOLS + 8 + 5 * blocks) * symbolNs;
}

export function spreadingFactorOf({ modulation }: Heard): string {
  return modulation.kind === "lora" ? `SF${modulation.sf}` : modulation.kind.toUpperCase();
}

export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

export interface ClockFigures {
  /** The server's arrival minus the gateway's own stamp, ns, one for each frame that has one. */
  readonly delaysNs: readonly { readonly time: string; readonly ns: number }[];
  /** Of the concentrator's counter against the server's clock, parts per million. */
  readonly counterPpm: number | undefined;
  /** Moments at which the counter started anew or jumped. */
  readonly steps: number;
}

/** More than this between counter and clock is no backhaul delay but a step. */
const STEP_NS = 2e9;

/** How a gateway's clocks behave, as its receptions (oldest first) tell. */
export function clockFigures(heard: readonly Heard[]): ClockFigures {
  const delaysNs = heard.flatMap(({ arrivedAt, gatewayTime, hostTime }) => {
    const stamp = gatewayTime ?? hostTime;
    return stamp === undefined ? [] : [{ time: arrivedAt, ns: nsBetween(arrivedAt, stamp) }];
  });
  const offsets = counterOffsets(heard);
  let steps = 0;
  let begin = 0;
  for (let i = 1; i < offsets.length; i++) {
    if (Math.abs(offsets[i]!.ns - offsets[i - 1]!.ns) > STEP_NS) {
      steps++;
      begin = i;
    }
  }
  return { delaysNs, counterPpm: slopePpm(offsets.slice(begin)), steps };
}

interface Offset {
  readonly atNs: number;
  readonly ns: number;
}

const WRAP_US = 2 ** 32;

/** Arrival minus counter, both from the first reception on; a 32-bit counter is unwrapped. */
function counterOffsets(heard: readonly Heard[]): readonly Offset[] {
  const withCounter = heard.filter(({ counterUs }) => counterUs !== undefined);
  const [first] = withCounter;
  if (!first) return [];
  let turns = 0;
  let before = Number(first.counterUs);
  const start = before;
  return withCounter.map(({ arrivedAt, counterUs }) => {
    const us = Number(counterUs);
    if (us < before - WRAP_US / 2) turns++;
    before = us;
    const atNs = nsBetween(arrivedAt, first.arrivedAt);
    return { atNs, ns: atNs - (us + turns * WRAP_US - start) * 1000 };
  });
}

/** Slope of the lower edge: delays only ever add, so the fastest frames of both halves are compared. */
function slopePpm(offsets: readonly Offset[]): number | undefined {
  if (offsets.length < 20) return undefined;
  const half = Math.floor(offsets.length / 2);
  const lowest = (part: readonly Offset[]): Offset =>
    part.reduce((low, one) => (one.ns < low.ns ? one : low));
  const [a, b] = [lowest(offsets.slice(0, half)), lowest(offsets.slice(half))];
  const span = b.atNs - a.atNs;
  return span < 60e9 ? undefined : ((a.ns - b.ns) / span) * 1e6;
}
