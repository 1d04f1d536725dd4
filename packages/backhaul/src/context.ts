import type { ConcentratorCounter } from "./model.ts";

/**
 * The opaque bytes that time a class A downlink, laid out as ChirpStack's gateways do, so that they can be
 * echoed across protocols:
 *
 *     Semtech UDP, Concentratord:  tmst  u32 BE
 *     Basics Station:              rctx  i64 BE, xtime i64 BE
 */
export interface StationContext {
  readonly rctx: bigint;
  readonly xtime: bigint;
}

export const NO_CONTEXT: Uint8Array = new Uint8Array(0);

export function tmstContext(us: number): Uint8Array {
  return new Uint8Array([us >>> 24, (us >>> 16) & 0xff, (us >>> 8) & 0xff, us & 0xff]);
}

/** Undefined unless the context came from a gateway with a 32-bit counter. */
export function readTmstContext(context: Uint8Array): number | undefined {
  if (context.length !== 4) return undefined;
  return new DataView(context.buffer, context.byteOffset).getUint32(0);
}

export function stationContext({ rctx, xtime }: StationContext): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, rctx);
  view.setBigInt64(8, xtime);
  return bytes;
}

/** Undefined unless the context came from Basics Station. */
export function readStationContext(context: Uint8Array): StationContext | undefined {
  if (context.length !== 16) return undefined;
  const view = new DataView(context.buffer, context.byteOffset);
  return { rctx: view.getBigInt64(0), xtime: view.getBigInt64(8) };
}

/** The counter inside a context, where its length tells the kind. */
export function contextCounter(context: Uint8Array): ConcentratorCounter | undefined {
  const us = readTmstContext(context);
  if (us !== undefined) return { kind: "tmst", us };
  const station = readStationContext(context);
  return station ? { kind: "xtime", xtime: station.xtime } : undefined;
}
