import type { streamQuery } from "@lorats/api";
import type { Cursor } from "@lorats/events";
import type { Message } from "@lorats/platform";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { mayIn, type Principal } from "../../auth/principal.ts";
import type { Services } from "../../services.ts";
import { authenticate } from "../authenticate.ts";
import { meterHandedOut } from "../metering.ts";
import { tenantOfList } from "../tenancy.ts";

export type LiveQuery = z.output<typeof streamQuery>;

/** Also how long a revoked credential may go on listening. */
export const KEEP_ALIVE_MS = 15_000;
const CURSOR = /^[0-9A-Za-z._-]{1,64}$/;

/** A message, and where to resume once it was taken: absent while more of the same event follows. */
export interface LiveMessage {
  readonly message: Message;
  readonly resume: Cursor | undefined;
}

/** The query of somebody, narrowed to what he may see. @throws {HttpProblem} for foreign tenants */
export function narrowed(principal: Principal, query: LiveQuery): LiveQuery {
  return { ...query, tenantId: tenantOfList(principal, query.tenantId, "events") };
}

/** What happens, as it happens, and what was missed before; a batch for each turn of the log. */
export async function* liveMessages(
  { stores, translator }: Services,
  query: LiveQuery,
  resume: Cursor | undefined,
  signal: AbortSignal,
): AsyncIterable<readonly LiveMessage[]> {
  const from = resume ?? query.after ?? (await stores.log.head());
  for await (const events of stores.log.follow(from, signal)) {
    const all = await translator.translate(events);
    const messages = all.filter((message) => concerns(message, query));
    if (messages.length > 0) yield messages.map((message, i) => live(message, messages[i + 1]));
  }
}

/** Several messages may rest on one event: only the last of them says that the event is done. */
function live(message: Message, next: Message | undefined): LiveMessage {
  return { message, resume: next?.position === message.position ? undefined : message.position };
}

/** ChirpStack's JSON with the device's id. */
export function contentOf({ json, deviceId }: Message): Readonly<Record<string, unknown>> {
  return { ...json, deviceId };
}

/** Where a browser or program says that it had come. */
export function cursorFrom(text: unknown): Cursor | undefined {
  return typeof text === "string" && CURSOR.test(text) ? (text as Cursor) : undefined;
}

/** Whether the sender of a request may still see what it asked for. */
export async function stillWelcome(
  services: Services,
  request: FastifyRequest,
  { tenantId }: LiveQuery,
): Promise<boolean> {
  try {
    const principal = await authenticate(services, request);
    if (!principal) return false;
    if (tenantId === undefined) return principal.everywhere.length > 0;
    return mayIn(principal, tenantId, "events", "read");
  } catch {
    // The store does not answer just now; the next look decides.
    return true;
  }
}

function concerns(message: Message, { tenantId, applicationId, deviceId }: LiveQuery): boolean {
  return (
    (tenantId === undefined || message.tenantId === tenantId) &&
    (applicationId === undefined || message.applicationId === applicationId) &&
    (deviceId === undefined || message.deviceId === deviceId)
  );
}

/** Counts what a listener was told. */
export function meterLive(
  services: Services,
  { principal }: FastifyRequest,
  texts: readonly string[],
): void {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (principal) meterHandedOut(services, principal, texts.length, bytes);
}
