import {
  ENDPOINTS,
  ROUTES,
  API_PREFIX,
  problem,
  routeOf,
  type Access,
  type Method,
  type RouteName,
} from "@lorats/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { mayAnywhere, type Principal } from "../auth/principal.ts";
import type { Services } from "../services.ts";
import { authenticate, refuseForeignOrigin } from "./authenticate.ts";
import type { Call, Handlers } from "./call.ts";
import { ifMatches, tagAnswer } from "./entity-tag.ts";
import { IDEMPOTENCY_HEADER, once } from "./idempotency.ts";
import { admitCall, meterEvents } from "./metering.ts";
import { forbidden, HttpProblem } from "./problem.ts";
import { RememberedCallers } from "./remembered-callers.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call. A route without it is closed to everybody. */
    access?: Access;
    /** Those who proved lately who they are may call although the database is dead. */
    outlivesDatabase?: boolean;
  }
  interface FastifyRequest {
    principal: Principal | undefined;
  }
}

/** Closes every route but those that say otherwise: nothing is open because somebody forgot. */
export function guardRoutes(app: FastifyInstance, services: Services): void {
  const remembered = new RememberedCallers(services);
  app.decorateRequest("principal", undefined);
  app.addHook("preValidation", async (request) => {
    const { access = "signed-in", outlivesDatabase } = request.routeOptions.config;
    if (request.is404 || access === "public") return;
    const principal = await (outlivesDatabase
      ? remembered.authenticate(request)
      : authenticate(services, request));
    if (!principal) throw unauthenticated();
    request.principal = principal;
    const changes = request.method !== "GET" && request.method !== "HEAD";
    if (principal.byCookie && changes) {
      refuseForeignOrigin(request, services.config["http.public_url"]);
    }
    await admitCall(services, request, principal, access);
    // A device has its own few operations, and nobody else has them.
    if ((access === "device") !== (principal.deviceId !== undefined)) throw deviceOnly(access);
    if (typeof access !== "string" && !mayAnywhere(principal, access.resource, access.action)) {
      throw forbidden(`${access.resource}:${access.action}`);
    }
  });
}

function unauthenticated(): HttpProblem {
  return new HttpProblem(401, "AUTH_REQUIRED", "sign in, or send an API key as a Bearer token");
}

function deviceOnly(access: Access): HttpProblem {
  const who = access === "device" ? "a device by its own key" : "people and programs, not a device";
  return new HttpProblem(403, "HTTP_FORBIDDEN", `this is for ${who}`);
}

export function demandPrincipal(request: FastifyRequest): Principal {
  if (!request.principal) throw unauthenticated();
  return request.principal;
}

const DEFAULT_TAG = "session";
const PROBLEMS = { "4xx": problem, "5xx": problem };
/** Sign-ins from one address in a minute, right or wrong. */
const SIGN_INS_PER_MINUTE = 20;

/** For those that take more at once than `http.body_limit_kib`. */
const BODY_LIMITS: Partial<Record<RouteName, number>> = {
  importDevices: 32 * 1024 * 1024,
  importTenant: 64 * 1024 * 1024,
};

/** Registers every operation of the API. */
export function registerOperations(
  app: FastifyInstance,
  services: Services,
  handlers: Handlers<RouteName>,
): void {
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const { method, path } = routeOf(name);
    const endpoint = ENDPOINTS[name];
    const { access, success } = endpoint;
    const hasBody = !(endpoint.body instanceof z.ZodUndefined);
    const mayBeEmpty = method === "POST" && hasBody && endpoint.body.safeParse({}).success;
    app.route({
      method,
      ...(BODY_LIMITS[name] !== undefined && { bodyLimit: BODY_LIMITS[name] }),
      url: `${API_PREFIX}${path}`,
      ...(mayBeEmpty && { preValidation: emptyAsObject }),
      schema: {
        operationId: name,
        summary: endpoint.summary,
        tags: [typeof access === "string" ? DEFAULT_TAG : access.resource],
        headers: headersOf(method, access),
        params: endpoint.params,
        querystring: endpoint.query,
        ...(hasBody && { body: endpoint.body }),
        ...(access === "public" && { security: [] }),
        response: {
          [success]: success === 204 ? z.null().describe("Done") : endpoint.response,
          ...PROBLEMS,
        },
      },
      config: {
        access,
        ...(name === "signIn" && {
          rateLimit: { max: SIGN_INS_PER_MINUTE, timeWindow: "1 minute" },
        }),
      },
      handler: async (request, reply) => {
        const perform = (operation: RouteName, body: unknown = request.body): Promise<unknown> => {
          const { params, query, principal } = request;
          const call = { services, principal, params, query, body, request, reply };
          const handle: (call: Call<never>) => Promise<unknown> = handlers[operation];
          return handle(call as unknown as Call<never>);
        };
        const result =
          method === "POST"
            ? await once(services, request, reply, () => perform(name))
            : await ifMatches(name, request, perform);
        meterEvents(services, request, endpoint.access, result);
        if (tagAnswer(request, reply, result)) return reply.code(304).send();
        return reply.code(success).send(result);
      },
    });
  }
}

/** Where nothing has to be said, saying nothing is saying `{}`. */
async function emptyAsObject(request: FastifyRequest): Promise<void> {
  if (request.body === undefined) request.body = {};
}

/** Programs name JSON as the type of bodies that they then do not send; whether there has to be one, the operation says. */
export function takeEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
    if (text.length === 0) done(null, undefined);
    else void parse(request, text as string, done);
  });
}

/** Headers that mean something, beside all others that may come along. */
function headersOf(method: Method, access: Access): z.ZodType {
  const text = (what: string): z.ZodType => z.string().max(2000).optional().describe(what);
  if (method === "GET") return z.looseObject({ "if-none-match": text("304 while it holds") });
  if (method !== "POST") {
    return z.looseObject({
      "if-match": text("The `ETag` of what is to be changed; otherwise 412"),
    });
  }
  if (access === "public") return z.looseObject({});
  const what = "Of your choice, for one request: repeated within a day, it is answered, not done";
  return z.looseObject({ [IDEMPOTENCY_HEADER]: text(what) });
}
