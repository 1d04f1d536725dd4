import type { CommandCodec } from "../command/command.ts";
import { uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §5.12 */
export interface DeviceTimeReq {
  readonly command: "DeviceTimeReq";
}

export const deviceTimeReq: CommandCodec<DeviceTimeReq> = fixedCommand({
  name: "DeviceTimeReq",
  cid: 0x0d,
  direction: "up",
  summary: "asks for the time",
  length: 0,
  fields: {},
});

/** The GPS time at the end of the uplink that asked, of its first copy. */
export interface DeviceTimeAns {
  readonly command: "DeviceTimeAns";
  /** Whole seconds since the GPS epoch, 32 bits. */
  readonly gpsSeconds: number;
  /** 1/256 s, 0 … 255. */
  readonly fraction: number;
}

export const deviceTimeAns: CommandCodec<DeviceTimeAns> = fixedCommand({
  name: "DeviceTimeAns",
  cid: 0x0d,
  direction: "down",
  summary: "tells the time at the end of the uplink that asked",
  length: 5,
  fields: {
    gpsSeconds: uint(0, 4, (seconds) => `${seconds} s since the GPS epoch`),
    fraction: uint(4, 1, (parts) => `and ${((parts * 1000) / 256).toFixed(0)} ms`),
  },
});

/** From nanoseconds since the GPS epoch, rounded to the nearest 1/256 s. */
export function deviceTimeFromGps(gpsNs: bigint): DeviceTimeAns {
  const parts = (gpsNs * 256n + 500_000_000n) / 1_000_000_000n;
  return {
    command: "DeviceTimeAns",
    gpsSeconds: Number((parts >> 8n) & 0xffff_ffffn),
    fraction: Number(parts & 0xffn),
  };
}
