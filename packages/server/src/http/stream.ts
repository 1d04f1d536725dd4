import { once } from "node:events";
import { API_PREFIX, STREAM_PATH, streamQuery } from "@lorats/api";
import type { Cursor } from "@lorats/events";
import type { Message } from "@lorats/platform";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { mayIn, type Principal } from "../auth/principal.ts";
import type { Services } from "../services.ts";
import { authenticate } from "./authenticate.ts";
import { COMMON_HEADERS } from "./security-headers.ts";
import { tenantOfList } from "./tenancy.ts";

type Query = z.output<typeof streamQuery>;

/** Also how long a revoked credential may go on listening. */
const KEEP_ALIVE_MS = 15_000;
const CURSOR = /^[0-9A-Za-z._-]{1,64}$/;

/** `GET /api/v1/events/stream`: what happens, as it happens, and what was missed before. */
export function registerStream(
  app: FastifyInstance,
  services: Services,
  demandPrincipal: (request: FastifyRequest) => Principal,
): void {
  const ended = new AbortController();
  app.addHook("preClose", async () => ended.abort());
  app.route({
    method: "GET",
    url: `${API_PREFIX}${STREAM_PATH}`,
    schema: {
      summary: "Live events as server-sent events",
      description:
        "Events are named as the last word of the MQTT topic (`up`, `join`, …), their data is the same JSON with the " +
        "device's id, and their ids resume the stream by `Last-Event-ID` or `after`.",
      tags: ["events"],
      querystring: streamQuery,
    },
    config: { access: { resource: "events", action: "read" } },
    handler: async (request, reply) => {
      const principal = demandPrincipal(request);
      const query = request.query as Query;
      const tenantId = tenantOfList(principal, query.tenantId, "events");
      await serve(services, request, reply, { ...query, tenantId }, ended.signal);
    },
  });
}

async function serve(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  query: Query,
  ended: AbortSignal,
): Promise<void> {
  const { log } = services.stores;
  const resume = resumePoint(request) ?? query.after ?? (await log.head());
  reply.hijack();
  const { raw } = reply;
  const gone = new AbortController();
  raw.once("close", () => gone.abort());
  const signal = AbortSignal.any([ended, gone.signal]);
  raw.writeHead(200, {
    ...COMMON_HEADERS,
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  raw.write(": hello\n\n");
  const keepAlive = setInterval(() => {
    void stillWelcome(services, request, query).then((welcome) =>
      welcome ? raw.write(": \n\n") : gone.abort(),
    );
  }, KEEP_ALIVE_MS);
  try {
    for await (const events of log.follow(resume, signal)) {
      const messages = (await services.translator.translate(events)).filter((message) =>
        concerns(message, query),
      );
      const text = messages.map((message, i) => frame(message, messages[i + 1])).join("");
      if (text !== "" && !raw.write(text)) await once(raw, "drain", { signal });
    }
  } catch (error) {
    // A listener that went away while we waited for it is no error.
    if (!signal.aborted) request.log.error(error, "a live stream ended");
  } finally {
    clearInterval(keepAlive);
    raw.end();
  }
}

function resumePoint(request: FastifyRequest): Cursor | undefined {
  const header = request.headers["last-event-id"];
  return typeof header === "string" && CURSOR.test(header) ? (header as Cursor) : undefined;
}

async function stillWelcome(
  services: Services,
  request: FastifyRequest,
  { tenantId }: Query,
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

function concerns(message: Message, { tenantId, applicationId, deviceId }: Query): boolean {
  return (
    (tenantId === undefined || message.tenantId === tenantId) &&
    (applicationId === undefined || message.applicationId === applicationId) &&
    (deviceId === undefined || message.deviceId === deviceId)
  );
}

/** Several messages may rest on one event: only the last of them says that the event is done. */
function frame(message: Message, next: Message | undefined): string {
  const id = next?.position === message.position ? "" : `id: ${message.position}\n`;
  const data = JSON.stringify({ ...message.json, deviceId: message.deviceId });
  return `event: ${message.kind}\n${id}data: ${data}\n\n`;
}
