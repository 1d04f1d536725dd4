import { accept, refuse, type Result } from "@lorats/base";
import type { Codec, CodecInput } from "./codec.ts";

/** One data type: its number, the group it lands in, its size, and how its bytes read. */
interface LppType {
  readonly name: string;
  readonly size: number;
  read(view: DataView, at: number): unknown;
}

function scaled(name: string, size: 1 | 2 | 4, signed: boolean, perUnit: number): LppType {
  return {
    name,
    size,
    read(view, at) {
      if (size === 1) return (signed ? view.getInt8(at) : view.getUint8(at)) / perUnit;
      if (size === 2) return (signed ? view.getInt16(at) : view.getUint16(at)) / perUnit;
      return (signed ? view.getInt32(at) : view.getUint32(at)) / perUnit;
    },
  };
}

function axes(name: string, perUnit: number): LppType {
  return {
    name,
    size: 6,
    read: (view, at) => ({
      x: view.getInt16(at) / perUnit,
      y: view.getInt16(at + 2) / perUnit,
      z: view.getInt16(at + 4) / perUnit,
    }),
  };
}

function int24(view: DataView, at: number): number {
  return (view.getInt8(at) << 16) | view.getUint16(at + 1);
}

/** Numbers are IPSO object ids minus 3200; names are those ChirpStack gives the groups. */
const TYPES: Readonly<Record<number, LppType>> = {
  0: scaled("digitalInput", 1, false, 1),
  1: scaled("digitalOutput", 1, false, 1),
  2: scaled("analogInput", 2, true, 100),
  3: scaled("analogOutput", 2, true, 100),
  101: scaled("illuminanceSensor", 2, false, 1),
  102: scaled("presenceSensor", 1, false, 1),
  103: scaled("temperatureSensor", 2, true, 10),
  104: scaled("humiditySensor", 1, false, 2),
  113: axes("accelerometer", 1000),
  115: scaled("barometer", 2, false, 10),
  134: axes("gyrometer", 100),
  136: {
    name: "gpsLocation",
    size: 9,
    read: (view, at) => ({
      latitude: int24(view, at) / 10_000,
      longitude: int24(view, at + 3) / 10_000,
      altitude: int24(view, at + 6) / 100,
    }),
  },
};

/**
 * Cayenne Low Power Payload: `channel u8 | type u8 | value`, repeated, big-endian.
 * Values are grouped by type, then by channel: `{"temperatureSensor": {"3": 27.2}}`.
 *
 * Refusals: `CODEC_UNKNOWN_TYPE`, `CODEC_TOO_SHORT`.
 */
export const cayenneLpp: Codec = {
  kind: "cayenne-lpp",
  decode({ bytes }: CodecInput): Result<Readonly<Record<string, unknown>>> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const groups: Record<string, Record<string, unknown>> = {};
    for (let at = 0; at < bytes.length;) {
      const channel = bytes[at]!;
      const number = bytes[at + 1];
      const type = number === undefined ? undefined : TYPES[number];
      if (!type) return refuse("CODEC_UNKNOWN_TYPE", `Cayenne LPP has no data type ${number}`);
      if (at + 2 + type.size > bytes.length) {
        return refuse("CODEC_TOO_SHORT", `the payload ends inside a ${type.name}`);
      }
      (groups[type.name] ??= {})[channel] = type.read(view, at + 2);
      at += 2 + type.size;
    }
    return accept(groups);
  },
};
