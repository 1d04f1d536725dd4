import { accept, CallerError, refuse, type Result } from "@lorats/base";
import { checkUint } from "../frame/check.ts";

/** Reserved bytes of a region's beacon, which fill it to a length that suits its spreading factor. */
export interface BeaconLayout {
  /** Before Param. */
  readonly rfu1: number;
  /** Before the second CRC. */
  readonly rfu2: number;
}

/** SF9 (EU868, AS923, KR920, IN865, RU864, EU433): 17 bytes. @see RP002-1.0.4, "Class B beacon" of each region */
export const BEACON_SF9: BeaconLayout = { rfu1: 1, rfu2: 0 };
/** SF10 (CN470): 19 bytes. */
export const BEACON_SF10: BeaconLayout = { rfu1: 2, rfu2: 1 };
/** SF12 at 500 kHz (US915, AU915): 23 bytes. */
export const BEACON_SF12: BeaconLayout = { rfu1: 4, rfu2: 3 };

export interface Beacon {
  /** Bits 1…0: the transmitting network's clock is right to 1 µs × 10^prec. */
  readonly param: number;
  /** Seconds since the GPS epoch modulo 2³². */
  readonly time: number;
  /** `null` when its own CRC fails: the first half is good without it. */
  readonly gwSpecific: GwSpecific | null;
}

export interface GwSpecific {
  /** 0 … 2: position of antenna 0 … 2; others are the network's own. */
  readonly infoDesc: number;
  /** 6 bytes. */
  readonly info: Uint8Array;
}

const GW_SPECIFIC = 7;

export function beaconLength({ rfu1, rfu2 }: BeaconLayout): number {
  return rfu1 + 1 + 4 + 2 + GW_SPECIFIC + rfu2 + 2;
}

/**
 *     RFU1 | Param 1 | Time 4 | CRC 2 | InfoDesc 1 | Info 6 | RFU2 | CRC 2
 *
 * @throws {CallerError} `LW_BAD_FIELD`
 * @see LoRaWAN L2 1.1 §15.2
 */
export function encodeBeacon(layout: BeaconLayout, beacon: Beacon): Uint8Array<ArrayBuffer> {
  const { param, time, gwSpecific } = beacon;
  checkUint("Param", param, 8);
  checkUint("Time", time, 32);
  if (gwSpecific !== null) checkUint("InfoDesc", gwSpecific.infoDesc, 8);
  if (gwSpecific !== null && gwSpecific.info.length !== 6) {
    throw new CallerError("LW_BAD_FIELD", "a beacon's info has 6 bytes");
  }
  const bytes = new Uint8Array(beaconLength(layout));
  const view = new DataView(bytes.buffer);
  const crcAt = layout.rfu1 + 5;
  bytes[layout.rfu1] = param;
  view.setUint32(layout.rfu1 + 1, time, true);
  view.setUint16(crcAt, crc16(bytes.subarray(0, crcAt)), true);
  if (gwSpecific !== null) {
    bytes[crcAt + 2] = gwSpecific.infoDesc;
    bytes.set(gwSpecific.info, crcAt + 3);
  }
  view.setUint16(bytes.length - 2, crc16(bytes.subarray(crcAt + 2, bytes.length - 2)), true);
  return bytes;
}

/** Codes: `LW_BAD_LENGTH`, `LW_BEACON_CRC`. */
export function decodeBeacon(layout: BeaconLayout, bytes: Uint8Array): Result<Beacon> {
  if (bytes.length !== beaconLength(layout)) {
    return refuse("LW_BAD_LENGTH", `this region's beacon has ${beaconLength(layout)} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const crcAt = layout.rfu1 + 5;
  if (view.getUint16(crcAt, true) !== crc16(bytes.subarray(0, crcAt))) {
    return refuse("LW_BEACON_CRC", "the CRC of the beacon's time is wrong");
  }
  const second = crc16(bytes.subarray(crcAt + 2, bytes.length - 2));
  const sound = view.getUint16(bytes.length - 2, true) === second;
  return accept({
    param: bytes[layout.rfu1]!,
    time: view.getUint32(layout.rfu1 + 1, true),
    gwSpecific: sound
      ? { infoDesc: bytes[crcAt + 2]!, info: new Uint8Array(bytes.subarray(crcAt + 3, crcAt + 9)) }
      : null,
  });
}

/** Degrees, as an antenna's position travels: 24 bits each, full scale ±90° and ±180°. */
export interface BeaconPosition {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

const FULL_SCALE = 2 ** 23;

export function decodeBeaconPosition(info: Uint8Array): BeaconPosition {
  return {
    latitudeDeg: (i24le(info, 0) * 90) / FULL_SCALE,
    longitudeDeg: (i24le(info, 3) * 180) / FULL_SCALE,
  };
}

export function encodeBeaconPosition(position: BeaconPosition): Uint8Array<ArrayBuffer> {
  const info = new Uint8Array(6);
  putI24le((position.latitudeDeg * FULL_SCALE) / 90, info, 0);
  putI24le((position.longitudeDeg * FULL_SCALE) / 180, info, 3);
  return info;
}

function i24le(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 8) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 24)) >> 8;
}

function putI24le(value: number, bytes: Uint8Array, at: number): void {
  const integer = Math.min(Math.max(Math.round(value), -FULL_SCALE), FULL_SCALE - 1);
  for (let i = 0; i < 3; i++) bytes[at + i] = integer >> (8 * i);
}

/** CRC-16 with x¹⁶ + x¹² + x⁵ + 1, starting at zero, not reflected. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}
