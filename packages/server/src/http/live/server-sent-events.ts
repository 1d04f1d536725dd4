import { once } from "node:events";
import { API_PREFIX, STREAM_PATH, streamQuery } from "@lorats/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Principal } from "../../auth/principal.ts";
import type { Services } from "../../services.ts";
import { COMMON_HEADERS } from "../security-headers.ts";
import {
  contentOf,
  cursorFrom,
  KEEP_ALIVE_MS,
  liveMessages,
  meterLive,
  narrowed,
  stillWelcome,
  type LiveMessage,
  type LiveQuery,
} from "./live-messages.ts";

/** `GET /api/v1/events/stream` */
export function registerServerSentEvents(
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
      const query = narrowed(demandPrincipal(request), request.query as LiveQuery);
      await serve(services, request, reply, query, ended.signal);
    },
  });
}

async function serve(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  query: LiveQuery,
  ended: AbortSignal,
): Promise<void> {
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
  const resume = cursorFrom(request.headers["last-event-id"]);
  try {
    for await (const messages of liveMessages(services, query, resume, signal)) {
      const texts = messages.map(frame);
      meterLive(services, request, texts);
      if (!raw.write(texts.join(""))) await once(raw, "drain", { signal });
    }
  } catch (error) {
    // A listener that went away while we waited for it is no error.
    if (!signal.aborted) request.log.error(error, "a live stream ended");
  } finally {
    clearInterval(keepAlive);
    raw.end();
  }
}

function frame({ message, resume }: LiveMessage): string {
  const id = resume === undefined ? "" : `id: ${resume}\n`;
  return `event: ${message.kind}\n${id}data: ${JSON.stringify(contentOf(message))}\n\n`;
}
