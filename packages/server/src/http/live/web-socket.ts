import { ServerResponse, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { API_PREFIX, SOCKET_PATH, streamQuery } from "@lorats/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { WebSocketServer, type WebSocket } from "ws";
import type { Principal } from "../../auth/principal.ts";
import type { Services } from "../../services.ts";
import { refuseOtherOrigin } from "../authenticate.ts";
import { HttpProblem } from "../problem.ts";
import {
  contentOf,
  KEEP_ALIVE_MS,
  liveMessages,
  meterLive,
  narrowed,
  stillWelcome,
  type LiveMessage,
  type LiveQuery,
} from "./live-messages.ts";

/** What is sent and not taken yet; a listener that is slower makes us wait, not grow. */
const MAX_BUFFERED_BYTES = 1_048_576;
const DRAIN_POLL_MS = 50;
/** A listener says nothing but what the protocol itself says. */
const MAX_INCOMING_BYTES = 1024;

/** RFC 6455 §7.4.1 */
const CLOSE = { goingAway: 1001, policy: 1008, failed: 1011 } as const;

interface Upgrade {
  readonly socket: Duplex;
  readonly head: Buffer;
}

/**
 * `GET /api/v1/events/socket`: the live events over a WebSocket. The request goes the way of every other one first, so that
 * nobody is let in whom the routes' guard would refuse. Browsers send cookies along from any page: with a cookie, the page
 * has to be ours.
 */
export function registerWebSocket(
  app: FastifyInstance,
  services: Services,
  demandPrincipal: (request: FastifyRequest) => Principal,
): void {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_INCOMING_BYTES,
    perMessageDeflate: false,
  });
  const ended = new AbortController();
  app.addHook("preClose", async () => ended.abort());
  app.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrades.set(request, { socket, head });
    const response = new ServerResponse(request);
    response.assignSocket(socket as never);
    // Whatever does not become a WebSocket gets its answer and goes.
    response.once("finish", () => socket.end());
    socket.on("error", () => socket.destroy());
    app.routing(request, response);
  });
  app.route({
    method: "GET",
    url: `${API_PREFIX}${SOCKET_PATH}`,
    schema: {
      summary: "Live events over a WebSocket",
      description:
        "Text frames `{position?, event, data}` with the same content as the stream of server-sent events. `position` " +
        "resumes it by `after`; it is absent while more of the same event follows.",
      tags: ["events"],
      querystring: streamQuery,
    },
    config: { access: { resource: "events", action: "read" } },
    handler: async (request, reply) => {
      const principal = demandPrincipal(request);
      const query = narrowed(principal, request.query as LiveQuery);
      const upgrade = upgrades.get(request.raw);
      if (!upgrade || request.headers.upgrade?.toLowerCase() !== "websocket") {
        throw new HttpProblem(426, "HTTP_UPGRADE_REQUIRED", "this answers WebSockets only");
      }
      if (principal.byCookie) refuseOtherOrigin(request, services.config["http.public_url"]);
      reply.hijack();
      reply.raw.detachSocket(upgrade.socket as never);
      server.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) => {
        void serve(services, request, socket, query, ended.signal);
      });
    },
  });
}

async function serve(
  services: Services,
  request: FastifyRequest,
  socket: WebSocket,
  query: LiveQuery,
  ended: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  socket.once("close", () => gone.abort());
  // The close that follows an error ends it.
  socket.on("error", () => {});
  const signal = AbortSignal.any([ended, gone.signal]);
  const alive = keepAlive(socket, () => stillWelcome(services, request, query));
  let code: number = CLOSE.goingAway;
  try {
    for await (const messages of liveMessages(services, query, undefined, signal)) {
      const texts = messages.map(textOf);
      for (const text of texts) socket.send(text);
      meterLive(services, request, texts);
      while (socket.bufferedAmount > MAX_BUFFERED_BYTES && !signal.aborted) {
        await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
      }
    }
  } catch (error) {
    if (!signal.aborted) request.log.error(error, "a live socket ended");
    code = CLOSE.failed;
  } finally {
    alive.stop();
    socket.close(code);
  }
}

/** Pings, and sends away whoever does not answer or may not listen any more. */
function keepAlive(socket: WebSocket, welcome: () => Promise<boolean>): { stop(): void } {
  let answered = true;
  socket.on("pong", () => void (answered = true));
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
    void welcome().then((yes) => (yes ? undefined : socket.close(CLOSE.policy)));
  }, KEEP_ALIVE_MS);
  return { stop: () => clearInterval(timer) };
}

function textOf({ message, resume }: LiveMessage): string {
  const position = resume === undefined ? {} : { position: resume };
  return JSON.stringify({ ...position, event: message.kind, data: contentOf(message) });
}
