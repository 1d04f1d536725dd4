import type { ServerOptions } from "node:https";
import { fileURLToPath } from "node:url";
import fastifyCookie from "@fastify/cookie";
import fastifyRateLimit from "@fastify/rate-limit";
import fastifySwaggerUi from "@fastify/swagger-ui";
import { newId } from "@lorats/base";
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { SignInThrottle } from "../auth/throttle.ts";
import type { Services } from "../services.ts";
import { registerDocument } from "./document.ts";
import {
  registerConsole,
  SIGN_IN_FOR_DOCUMENTS,
  wantsDocuments,
  wantsPage,
  type ConsolePage,
} from "./console.ts";
import { registerMapTiles } from "./map-tiles.ts";
import { allHandlers } from "./handlers/index.ts";
import { demandPrincipal, guardRoutes, registerOperations, takeEmptyJson } from "./operations.ts";
import { meterBytes } from "./metering.ts";
import { forbidden, HttpProblem, notFound, problemOf, sendProblem } from "./problem.ts";
import { DOCUMENT_POLICY, setCommonHeaders } from "./security-headers.ts";
import { registerInbound } from "./inbound.ts";
import { registerOidc } from "./oidc.ts";
import { registerServerSentEvents } from "./live/server-sent-events.ts";
import { registerWebSocket } from "./live/web-socket.ts";

export interface HttpOptions {
  readonly logger: FastifyBaseLogger;
  /** Speaks HTTPS with these in place of HTTP. */
  readonly tls?: ServerOptions;
  /** Where the built console is. */
  readonly consoleFolder?: string;
}

const CONSOLE_FOLDER = fileURLToPath(new URL("../../../console/dist", import.meta.url));

/** Everything that speaks HTTP, not listening yet. */
export async function createHttpApp(
  services: Services,
  { logger, tls, consoleFolder = CONSOLE_FOLDER }: HttpOptions,
): Promise<FastifyInstance> {
  const { clock, random, config, metrics } = services;
  const app = Fastify({
    loggerInstance: logger,
    ...(tls && { https: tls }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newId(clock, random),
    bodyLimit: config["http.body_limit_kib"] * 1024,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(fastifyCookie);
  await app.register(fastifyRateLimit, {
    global: false,
    errorResponseBuilder: (_, { after }) =>
      new HttpProblem(429, "AUTH_THROTTLED", `too many attempts; try again in ${after}`),
  });
  takeEmptyJson(app);
  guardRoutes(app, services);
  const certified =
    (config["http.tls"] && config["http.certificate_file"] !== undefined) ||
    config["http.public_url"]?.startsWith("https:") === true;
  app.addHook("onSend", async (_, reply) => setCommonHeaders(reply, certified));
  app.addHook("onResponse", async (request, reply) => {
    metrics.httpRequests.inc({ method: request.method, status: String(reply.statusCode) });
    meterBytes(services, request, reply);
  });
  let page: ConsolePage | undefined;
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request);
    if (problem.status >= 500) request.log.error(error, "a request failed");
    if (error instanceof HttpProblem && error.retryAfterS !== undefined) {
      void reply.header("retry-after", error.retryAfterS);
    }
    if (page && problem.status === 401 && wantsDocuments(request)) {
      return reply.redirect(SIGN_IN_FOR_DOCUMENTS);
    }
    return sendProblem(reply, problem);
  });

  await registerDocumentPage(app);
  registerOperations(app, services, allHandlers(new SignInThrottle(clock)));
  registerServerSentEvents(app, services, demandPrincipal);
  registerWebSocket(app, services, demandPrincipal);
  registerOidc(app, services);
  registerInbound(app, services);
  registerOperation(app, services);
  await registerMapTiles(app, config["console.map_tiles"]);
  page = await registerConsole(app, consoleFolder);
  app.setNotFoundHandler((request, reply) => {
    if (page && wantsPage(request)) return page(reply.code(200));
    return sendProblem(reply, problemOf(notFound(), request));
  });
  return app;
}

/** The OpenAPI document, and the page to read it. */
async function registerDocumentPage(app: FastifyInstance): Promise<void> {
  await registerDocument(app);
  await app.register(fastifySwaggerUi, {
    routePrefix: "/docs",
    staticCSP: DOCUMENT_POLICY,
    theme: {
      title: "LoRaTS API",
      css: [{ filename: "page.css", content: ".swagger-ui .topbar { display: none }" }],
    },
    uiConfig: {
      requestInterceptor: (request) => {
        // Runs in the reader's browser.
        (request as { headers: Record<string, string> }).headers["x-lorats-client"] = "docs";
        return request;
      },
    },
  });
  app.get("/api/openapi.json", { schema: { hide: true } }, async () => app.swagger());
}

/** What those who run the server look at. */
function registerOperation(app: FastifyInstance, services: Services): void {
  const open = { schema: { hide: true }, config: { access: "public" } } as const;
  app.get("/healthz", open, async () => ({ status: "ok" }));
  app.get("/readyz", open, async (_, reply) => {
    const trouble = await services.ready();
    return reply
      .code(trouble === undefined ? 200 : 503)
      .send(trouble === undefined ? { status: "ready" } : { status: "not ready", reason: trouble });
  });
  const watched = { schema: { hide: true }, config: { outlivesDatabase: true } } as const;
  app.get("/metrics", watched, async (request, reply) => {
    if (demandPrincipal(request).everywhere.length === 0) throw forbidden("of the whole server");
    const { registry } = services.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
