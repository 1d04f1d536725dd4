import { z } from "zod";
import type {
  ApplicationId,
  DevAddr,
  DeviceId,
  Eui64,
  GatewayId,
  KeyId,
  MulticastGroupId,
  TenantId,
} from "@lorats/base";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function branded<T extends string>(pattern: RegExp): z.ZodType<T, T> {
  return z.string().regex(pattern) as unknown as z.ZodType<T, T>;
}

export const tenantId: z.ZodType<TenantId, TenantId> = branded<TenantId>(UUID);
export const applicationId: z.ZodType<ApplicationId, ApplicationId> = branded<ApplicationId>(UUID);
export const deviceId: z.ZodType<DeviceId, DeviceId> = branded<DeviceId>(UUID);
export const gatewayId: z.ZodType<GatewayId, GatewayId> = branded<GatewayId>(UUID);
export const multicastGroupId: z.ZodType<MulticastGroupId, MulticastGroupId> =
  branded<MulticastGroupId>(UUID);
export const keyId: z.ZodType<KeyId, KeyId> = branded<KeyId>(UUID);
export const eui64: z.ZodType<Eui64, Eui64> = branded<Eui64>(/^[0-9a-f]{16}$/);
export const devAddr: z.ZodType<DevAddr, DevAddr> = branded<DevAddr>(/^[0-9a-f]{8}$/);

/** RFC 3339, UTC, nine fractional digits. */
export const time: z.ZodString = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{9}Z$/);
/** Bytes as base64. */
export const base64: z.ZodString = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
/** An integer too large for a double, as decimal text. */
export const bigDecimal: z.ZodString = z.string().regex(/^-?\d{1,20}$/);
/** A position in the log, opaque to everybody but its adapter. */
export const cursor: z.ZodType<Cursor, Cursor> = branded<Cursor>(/^[0-9A-Za-z._-]{1,64}$/);

declare const cursorBrand: unique symbol;
/** A position in an event log. Compare for equality only; order belongs to the log. */
export type Cursor = string & { readonly [cursorBrand]: true };
