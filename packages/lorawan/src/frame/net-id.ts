import type { DevAddr } from "@lorats/base";

/**
 * How a DevAddr says whose it is: a unary prefix for the NetID's type, then the NwkID, then the device's NwkAddr.
 * @see LoRaWAN Backend Interfaces, "DevAddr assignment" and "NetID"
 */
const NWK_ID_BITS = [6, 6, 9, 11, 12, 13, 15, 17] as const;

/** 0 … 7, the NetID's highest three bits. */
export function netIdType(netId: number): number {
  return (netId >>> 21) & 0x07;
}

/** Six hexadecimal digits, as NetIDs are written. */
export function formatNetId(netId: number): string {
  return netId.toString(16).padStart(6, "0");
}

export interface DevAddrPrefix {
  /** The prefix's bits, the rest zero. */
  readonly prefix: DevAddr;
  readonly bits: number;
}

/** The range of DevAddr that belongs to a NetID. */
export function devAddrPrefix(netId: number): DevAddrPrefix {
  const type = netIdType(netId);
  const nwkIdBits = NWK_ID_BITS[type]!;
  const bits = type + 1 + nwkIdBits;
  const unary = 2 ** (type + 1) - 2;
  const nwkId = netId % 2 ** nwkIdBits;
  const prefix = (unary * 2 ** nwkIdBits + nwkId) * 2 ** (32 - bits);
  return { prefix: formatDevAddr(prefix), bits };
}

/** The DevAddr of a NetID with a NwkAddr; bits that do not fit are dropped. */
export function devAddrOf(netId: number, nwkAddr: number): DevAddr {
  const { prefix, bits } = devAddrPrefix(netId);
  return formatDevAddr(Number.parseInt(prefix, 16) + (nwkAddr % 2 ** (32 - bits)));
}

export interface DevAddrParts {
  /** Type of the NetID, 0 … 7. */
  readonly type: number;
  /** The NetID's lowest bits. */
  readonly nwkId: number;
  readonly nwkAddr: number;
}

/** `undefined` for addresses that begin with eight ones, which belong to nobody. */
export function devAddrParts(devAddr: DevAddr): DevAddrParts | undefined {
  const value = Number.parseInt(devAddr, 16);
  let type = 0;
  while (type < 8 && (value >>> (31 - type)) & 1) type++;
  if (type === 8) return undefined;
  const nwkIdBits = NWK_ID_BITS[type]!;
  const addressBits = 32 - (type + 1 + nwkIdBits);
  return {
    type,
    nwkId: Math.floor(value / 2 ** addressBits) % 2 ** nwkIdBits,
    nwkAddr: value % 2 ** addressBits,
  };
}

export function belongsTo(netId: number, devAddr: DevAddr): boolean {
  const { prefix, bits } = devAddrPrefix(netId);
  const difference = Number.parseInt(prefix, 16) ^ Number.parseInt(devAddr, 16);
  return difference >>> (32 - bits) === 0;
}

function formatDevAddr(value: number): DevAddr {
  return value.toString(16).padStart(8, "0") as DevAddr;
}
