import {
  type Instant,
  type Mutable,
  formatInstant,
  gpsToInstant,
  parseInstant,
  toBase64,
} from "@lorats/base";
import {
  type AntennaReading,
  type CrcStatus,
  type GatewayUplink,
  type LrFhssModulation,
  type Modulation as GatewayModulation,
  LORA_CODING_RATES,
  codingRateName,
} from "@lorats/backhaul";
import type {
  AntennaReading as AntennaBody,
  Cursor,
  ModulationBody,
  NewEvent,
  Reception,
} from "@lorats/events";
import type { CounterReading } from "../gateway/clock-model.ts";
import type { Gateway } from "../registry/gateway.ts";

export type Door = Reception["door"];
export type Authentication = Reception["authentication"];

/** One gateway's copy of a frame, durable in the log, on its way to a decision. */
export interface Copy {
  readonly position: Cursor;
  readonly gateway: Gateway;
  readonly uplink: GatewayUplink;
  readonly reception: Reception;
  /** Server time of arrival. */
  readonly arrivedAt: Instant;
  /** The same on the monotonic clock, ns. */
  readonly arrivedMono: bigint;
  /** When the frame ended at the gateway, on the server's monotonic clock, as its counter tells. */
  readonly reading?: CounterReading;
  /** Call when the copy is decided and the decision durable. */
  readonly settle: () => void;
}

/** When the frame ended, as well as the server can know it. */
export function endMonoOf({ reading, arrivedMono }: Copy): bigint {
  return reading?.receivedMono ?? arrivedMono;
}

/** A time that may be off by more than this says nothing about a delay. */
const BELIEVED_NS = 500_000_000;

/** How long before its arrival the gateway says it received the frame; undefined when it does not say. */
export function delayOf({ uplink, reading, arrivedAt, reception }: Copy): number | undefined {
  const { gpsNs, utc } = uplink.times;
  const absolute = gpsNs === undefined ? utc : gpsToInstant(gpsNs);
  const isBelieved = (reception.gatewayTimeSdNs ?? 0) < BELIEVED_NS;
  if (absolute !== undefined && isBelieved) return Number(arrivedAt - absolute) / 1e6;
  return reading?.delayMs;
}

/** When bytes came in, and how well the server knew the time. */
export interface Arrival {
  readonly at: Instant;
  readonly sdNs: number;
}

/** The log's form of one gateway's copy. HOT PATH: no objects on the way to this one. */
export function receptionEvent(
  gateway: Gateway,
  uplink: GatewayUplink,
  door: Door,
  authentication: Authentication,
  arrival: Arrival,
  /** Standard deviation of the gateway's own absolute time, where it gave one. */
  timeSdNs?: number,
): NewEvent<"reception"> {
  const body: Mutable<Reception> = {
    gatewayId: gateway.id,
    gatewayEui: gateway.eui,
    door,
    authentication,
    arrivedAt: formatInstant(arrival.at),
    arrivedSdNs: arrival.sdNs,
    phyPayload: toBase64(uplink.phyPayload),
    crc: uplink.crc,
    freqHz: uplink.freqHz,
    modulation: modulationBody(uplink.modulation),
    rssiDbm: uplink.rssiDbm,
  };
  const { snrDb, channel, rfChain, antenna, otherAntennas, foffHz, lts, context } = uplink;
  if (snrDb !== undefined) body.snrDb = snrDb;
  if (channel !== undefined) body.channel = channel;
  if (rfChain !== undefined) body.rfChain = rfChain;
  if (antenna !== undefined) body.antenna = antenna;
  if (otherAntennas) body.otherAntennas = otherAntennas.map(antennaBody);
  const { counter, utc, host, gpsNs, fineNs = uplink.fineNs } = uplink.times;
  if (counter) body.counterUs = String(counter.kind === "tmst" ? counter.us : counter.xtime);
  if (utc !== undefined) body.gatewayTime = formatInstant(utc);
  if (host !== undefined) body.hostTime = formatInstant(host);
  if (gpsNs !== undefined) body.gpsTimeNs = String(gpsNs);
  if (timeSdNs !== undefined) body.gatewayTimeSdNs = timeSdNs;
  if (fineNs !== undefined) body.fineTimeNs = fineNs;
  if (foffHz !== undefined) body.foffHz = foffHz;
  if (lts) body.lts = ltsBody(lts);
  if (context.length > 0) body.context = toBase64(context);
  return {
    type: "reception",
    tenantId: gateway.tenantId,
    key: gateway.id,
    time: arrival.at,
    body,
  };
}

function optional<Name extends string, T>(name: Name, value: T | undefined): { [key in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]: T });
}

function antennaBody(reading: AntennaReading): AntennaBody {
  const { antenna, channel, rssiDbm, snrDb, foffHz, fineNs } = reading;
  return {
    ...optional("antenna", antenna),
    ...optional("channel", channel),
    rssiDbm,
    ...optional("snrDb", snrDb),
    ...optional("foffHz", foffHz),
    ...optional("fineTimeNs", fineNs),
  };
}

/** The mirror of {@link antennaBody}. */
function antennaReading(body: AntennaBody): AntennaReading {
  const { antenna, channel, rssiDbm, snrDb, foffHz, fineTimeNs } = body;
  return {
    ...optional("antenna", antenna),
    ...optional("channel", channel),
    rssiDbm,
    ...optional("snrDb", snrDb),
    ...optional("foffHz", foffHz),
    ...optional("fineNs", fineTimeNs),
  };
}

function ltsBody(lts: NonNullable<GatewayUplink["lts"]>): NonNullable<Reception["lts"]> {
  const { onset, mac, ...rest } = lts;
  return { onset: formatInstant(onset), ...rest, ...(mac && { mac: toBase64(mac) }) };
}

export function modulationBody(modulation: GatewayModulation): ModulationBody {
  switch (modulation.kind) {
    case "lora": {
      const { sf, bwHz, cr } = modulation;
      return { kind: "lora", sf, bwHz, ...(cr > 0 && { codeRate: codingRateName(cr) }) };
    }
    case "fsk":
      return { kind: "fsk", bitRateBps: modulation.bitrateBps };
    case "lr-fhss":
      return {
        kind: "lr-fhss",
        operatingBwHz: modulation.ocwHz,
        codeRate: modulation.codingRate,
      };
  }
}

/** The mirror of {@link receptionEvent}: what recovery feeds back from the log. */
export function uplinkOfReception(body: Reception, door: Door): GatewayUplink {
  const { counterUs, gatewayTime, hostTime, gpsTimeNs, fineTimeNs } = body;
  const xtime = door === "basics-station";
  return {
    phyPayload: Uint8Array.fromBase64(body.phyPayload),
    freqHz: body.freqHz,
    modulation: gatewayModulation(body.modulation),
    crc: body.crc satisfies CrcStatus,
    rssiDbm: body.rssiDbm,
    ...optional("snrDb", body.snrDb),
    ...optional("channel", body.channel),
    ...optional("rfChain", body.rfChain),
    ...optional("antenna", body.antenna),
    ...(body.otherAntennas && { otherAntennas: body.otherAntennas.map(antennaReading) }),
    ...optional("foffHz", body.foffHz),
    times: {
      ...(counterUs !== undefined && {
        counter: xtime
          ? { kind: "xtime" as const, xtime: BigInt(counterUs) }
          : { kind: "tmst" as const, us: Number(counterUs) },
      }),
      ...(gatewayTime !== undefined && { utc: parseInstant(gatewayTime) }),
      ...(hostTime !== undefined && { host: parseInstant(hostTime) }),
      ...(gpsTimeNs !== undefined && { gpsNs: BigInt(gpsTimeNs) }),
      ...optional("fineNs", fineTimeNs),
    },
    context: body.context === undefined ? new Uint8Array(0) : Uint8Array.fromBase64(body.context),
  };
}

/** The mirror of {@link modulationBody}. */
export function gatewayModulation(body: ModulationBody): GatewayModulation {
  switch (body.kind) {
    case "lora":
      return {
        kind: "lora",
        sf: body.sf,
        bwHz: body.bwHz,
        cr: Math.max(0, (LORA_CODING_RATES as readonly string[]).indexOf(body.codeRate ?? "")),
      };
    case "fsk":
      return { kind: "fsk", bitrateBps: body.bitRateBps };
    case "lr-fhss":
      return {
        kind: "lr-fhss",
        ocwHz: body.operatingBwHz,
        codingRate: (body.codeRate ?? "1/6") as LrFhssModulation["codingRate"],
      };
  }
}
