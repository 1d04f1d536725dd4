import type { Access } from "@lorats/api";
import type { TenantId } from "@lorats/base";
import type { FastifyReply, FastifyRequest } from "fastify";
import { SERVER_TENANT } from "../audit.ts";
import type { Principal } from "../auth/principal.ts";
import type { Services } from "../services.ts";

/** What stays open to those whose calls are used up: who they are, and what they may have. */
const ALWAYS: ReadonlySet<string> = new Set(["tenants", "usage"]);

/**
 * Whose account somebody's calls go to: that of the one tenant they belong to. Calls of those with several, and of those who run
 * the server, stand under the server itself.
 */
function payerOf({ everywhere, tenants }: Principal): TenantId {
  const [first] = tenants.keys();
  return everywhere.length === 0 && tenants.size === 1 ? first! : SERVER_TENANT;
}

/** Counts a call. @throws {HttpProblem} 429 `TENANT_QUOTA` when its tenant has none left in this hour */
export async function admitCall(
  { meter, quotas }: Services,
  request: FastifyRequest,
  principal: Principal,
  access: Access,
): Promise<void> {
  const tenantId = payerOf(principal);
  const isOpen =
    access === "signed-in" || (typeof access === "object" && ALWAYS.has(access.resource));
  if (tenantId !== SERVER_TENANT && !isOpen) {
    await quotas.demand(tenantId, "calls-per-hour", principal.actor);
  }
  meter.count(tenantId, principal.actor, { calls: 1 });
}

/** Counts the events in an answer that lists some. */
export function meterEvents(
  services: Services,
  { method, principal }: FastifyRequest,
  access: Access,
  result: unknown,
): void {
  if (!principal || typeof access === "string" || access.resource !== "events") return;
  if (method !== "GET" || typeof result !== "object" || result === null) return;
  if ("items" in result && Array.isArray(result.items)) {
    meterHandedOut(services, principal, result.items.length, 0);
  }
}

/** Counts events that were handed out. */
export function meterHandedOut(
  { meter }: Services,
  principal: Principal,
  eventsOut: number,
  bytes: number,
): void {
  meter.count(payerOf(principal), principal.actor, { eventsOut, bytes });
}

/** Counts what a request and its answer carried. */
export function meterBytes(
  { meter }: Services,
  { principal, headers }: FastifyRequest,
  reply: FastifyReply,
): void {
  if (!principal) return;
  const bytes =
    Number(headers["content-length"] ?? 0) + Number(reply.getHeader("content-length") ?? 0);
  if (bytes > 0) meter.count(payerOf(principal), principal.actor, { bytes });
}
