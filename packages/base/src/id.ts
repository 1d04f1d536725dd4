import { CallerError } from "./errors.ts";
import type { Clock } from "./clock.ts";
import { NS_PER_MS } from "./instant.ts";
import { toHex } from "./bytes.ts";
import type { Random } from "./random.ts";

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Ours: UUIDv7, lower case. They sort by creation time. */
export type TenantId = Branded<"TenantId">;
export type ApplicationId = Branded<"ApplicationId">;
export type DeviceProfileId = Branded<"DeviceProfileId">;
export type DeviceId = Branded<"DeviceId">;
export type GatewayId = Branded<"GatewayId">;
export type MulticastGroupId = Branded<"MulticastGroupId">;
export type KeyId = Branded<"KeyId">;
export type UserId = Branded<"UserId">;

/** Theirs: EUI-64 as 16 lower-case hexadecimal digits, most significant byte first. */
export type Eui64 = Branded<"Eui64">;
/** DevAddr as 8 lower-case hexadecimal digits, most significant byte first. */
export type DevAddr = Branded<"DevAddr">;

/** A device's name on a radio network: a DevEUI today, a Sigfox or IMSI number tomorrow. */
export interface RadioIdentity {
  readonly network: "lorawan";
  readonly id: Eui64;
}

/**
 * A new UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, 74 random bits.
 * The caller names the kind: `newId<DeviceId>(clock, random)`.
 */
export function newId<Id extends string>(clock: Clock, random: Random): Id {
  const bytes = random.bytes(16);
  const ms = clock.now() / NS_PER_MS;
  for (let i = 0; i < 6; i++) bytes[i] = Number((ms >> BigInt(40 - 8 * i)) & 0xffn);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id;
}

/** @throws {CallerError} `ID_BAD_EUI64` */
export function parseEui64(text: string): Eui64 {
  const digits = text.replace(/[\s:-]/g, "").toLowerCase();
  if (!/^[0-9a-f]{16}$/.test(digits)) {
    throw new CallerError("ID_BAD_EUI64", "expected an EUI-64: 16 hexadecimal digits");
  }
  return digits as Eui64;
}

/** @throws {CallerError} `ID_BAD_DEVADDR` */
export function parseDevAddr(text: string): DevAddr {
  const digits = text.toLowerCase();
  if (!/^[0-9a-f]{8}$/.test(digits)) {
    throw new CallerError("ID_BAD_DEVADDR", "expected a DevAddr: 8 hexadecimal digits");
  }
  return digits as DevAddr;
}
