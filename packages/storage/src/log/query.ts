import { CallerError, type TenantId } from "@lorats/base";
import type { EventType, ReadQuery } from "@lorats/events";
import { positionOf } from "./positions.ts";

const DEFAULT_LIMIT = 1000;
const MAX_LIMIT = 10_000;

/** A query with its cursors turned into positions. */
export interface LogQuery {
  readonly tenantId?: TenantId | undefined;
  readonly types?: readonly EventType[] | undefined;
  readonly key?: string | undefined;
  /** Exclusive. */
  readonly after: number;
  /** Exclusive; absent reads forwards. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** @throws {CallerError} `LOG_BAD_LIMIT`, `LOG_BAD_CURSOR` */
export function toLogQuery(query: ReadQuery): LogQuery {
  const { after, before, tenantId, types, key, limit = DEFAULT_LIMIT } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new CallerError("LOG_BAD_LIMIT", `limit: expected 1 to ${MAX_LIMIT}`);
  }
  return {
    after: after === undefined ? 0 : positionOf(after),
    before: before === "end" ? Number.MAX_SAFE_INTEGER : before && positionOf(before),
    tenantId,
    types,
    key,
    limit,
  };
}
