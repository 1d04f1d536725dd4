import type { CommandCodec } from "../command/command.ts";
import { signedBits, uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §5.6 */
export interface DevStatusReq {
  readonly command: "DevStatusReq";
}

export const devStatusReq: CommandCodec<DevStatusReq> = fixedCommand({
  name: "DevStatusReq",
  cid: 0x06,
  direction: "down",
  summary: "asks for battery level and reception quality",
  length: 0,
  fields: {},
});

export interface DevStatusAns {
  readonly command: "DevStatusAns";
  /** 0 external power, 1 … 254 from empty to full, 255 could not be measured. */
  readonly battery: number;
  /** SNR of the last DevStatusReq in dB, −32 … 31. */
  readonly margin: number;
}

export const devStatusAns: CommandCodec<DevStatusAns> = fixedCommand({
  name: "DevStatusAns",
  cid: 0x06,
  direction: "up",
  summary: "tells battery level and reception quality",
  length: 2,
  fields: {
    battery: uint(0, 1, batteryWords),
    margin: signedBits([1, 0, 6], (db) => `received the request at ${db} dB SNR`),
  },
});

function batteryWords(level: number): string {
  if (level === 0) return "on external power";
  if (level === 255) return "battery could not be measured";
  return `battery at ${Math.round(((level - 1) / 253) * 100)} %`;
}
