import type { Uplink } from "@lorats/api";
import { base64ToHex, formatMhz } from "../format.ts";

export type Verdict = NonNullable<Uplink["trust"]>["verdict"];
export type Timing = NonNullable<Uplink["timing"]>;
export type Trust = NonNullable<Uplink["trust"]>;

export interface FrameReception {
  readonly gatewayEui: string;
  readonly gatewayName: string | undefined;
  readonly rssiDbm: number;
  readonly snrDb: number | undefined;
}

/** An uplink as the page shows it, whichever way it came. */
export interface Frame {
  readonly id: string;
  readonly deviceId: string | undefined;
  readonly deviceName: string;
  readonly devEui: string;
  readonly time: string;
  readonly sdNs: number;
  readonly source: string;
  readonly verdict: Verdict;
  readonly fCnt: number;
  readonly fPort: number | undefined;
  readonly confirmed: boolean;
  /** `fresh` unless it is a copy that came late, or was stored by a gateway meanwhile. */
  readonly freshness: Uplink["freshness"];
  readonly radio: string;
  readonly freqHz: number;
  readonly payloadHex: string;
  readonly decoded: unknown;
  /** Strongest first. */
  readonly receptions: readonly FrameReception[];
}

/** An hour: what the page claims when nothing was said about time. */
const UNKNOWN_SD_NS = 3.6e12;

export function frameFromUplink(uplink: Uplink): Frame {
  const { modulation, timing } = uplink;
  return {
    id: uplink.deduplicationId,
    deviceId: uplink.deviceId,
    deviceName: uplink.deviceName ?? uplink.devEui,
    devEui: uplink.devEui,
    time: timing?.time ?? uplink.time,
    sdNs: timing?.sdNs ?? UNKNOWN_SD_NS,
    source: timing?.source ?? "unknown",
    verdict: uplink.trust?.verdict ?? "unverified",
    fCnt: uplink.fCnt,
    fPort: uplink.fPort,
    confirmed: uplink.confirmed,
    freshness: uplink.freshness,
    radio: modulation.kind === "lora" ? `SF${modulation.sf}` : modulation.kind.toUpperCase(),
    freqHz: uplink.freqHz,
    payloadHex: base64ToHex(uplink.data),
    decoded: uplink.object,
    receptions: byStrength(
      uplink.receptions.map(({ gatewayEui, gatewayName, rssiDbm, snrDb }) => ({
        gatewayEui,
        gatewayName,
        rssiDbm,
        snrDb,
      })),
    ),
  };
}

/** The parts of the `up` message that the page reads; ChirpStack's JSON leaves zeros out. */
export interface UpMessage {
  deduplicationId: string;
  deviceId?: string;
  time: string;
  deviceInfo: { deviceName: string; devEui: string };
  fCnt?: number;
  fPort?: number;
  confirmed?: boolean;
  data?: string;
  object?: unknown;
  rxInfo?: { gatewayId: string; rssi?: number; snr?: number }[];
  txInfo?: {
    frequency?: number;
    modulation?: { lora?: { spreadingFactor?: number }; fsk?: object; lrFhss?: object };
  };
  timing?: Timing;
  trust?: Trust;
}

export function frameFromUp(up: UpMessage): Frame {
  const { modulation, frequency } = up.txInfo ?? {};
  return {
    id: up.deduplicationId,
    deviceId: up.deviceId,
    deviceName: up.deviceInfo.deviceName,
    devEui: up.deviceInfo.devEui,
    time: up.timing?.time ?? up.time,
    sdNs: up.timing?.sdNs ?? UNKNOWN_SD_NS,
    source: up.timing?.source ?? "unknown",
    verdict: up.trust?.verdict ?? "unverified",
    fCnt: up.fCnt ?? 0,
    fPort: up.fPort,
    confirmed: up.confirmed ?? false,
    // Late copies are told as lines of their own.
    freshness: "fresh",
    radio: radioOf(modulation),
    freqHz: frequency ?? 0,
    payloadHex: base64ToHex(up.data ?? ""),
    decoded: up.object,
    receptions: byStrength(
      (up.rxInfo ?? []).map(({ gatewayId, rssi = 0, snr }) => ({
        gatewayEui: gatewayId,
        gatewayName: undefined,
        rssiDbm: rssi,
        snrDb: snr,
      })),
    ),
  };
}

function radioOf(modulation: NonNullable<UpMessage["txInfo"]>["modulation"]): string {
  if (modulation?.lora) return `SF${modulation.lora.spreadingFactor ?? "?"}`;
  return modulation?.fsk ? "FSK" : "LR-FHSS";
}

function byStrength(receptions: FrameReception[]): FrameReception[] {
  return receptions.toSorted((a, b) => b.rssiDbm - a.rssiDbm);
}

/** `868.1 MHz · SF7` */
export function radioLine({ freqHz, radio }: Pick<Frame, "freqHz" | "radio">): string {
  return `${formatMhz(freqHz)} · ${radio}`;
}

/** One line of what a payload says: the decoded values, or nothing when there is no codec. */
export function summary(decoded: unknown): string {
  return leaves(decoded)
    .map(([name, value]) => `${name} ${value}`)
    .join(" · ");
}

function leaves(value: unknown, name = ""): [string, string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") {
    if (typeof value === "number") return [[name, String(Number(value.toPrecision(6)))]];
    return [[name, typeof value === "string" ? value : JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, /^\d+$/.test(key) && name !== "" ? `${name} ${key}` : key),
  );
}
