import { API_PREFIX, OIDC_PATH, problem } from "@lorats/api";
import { CallerError } from "@lorats/base";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { recordChange, SERVER_TENANT } from "../audit.ts";
import { admit } from "../auth/oidc/admit.ts";
import { OidcSignIn } from "../auth/oidc/sign-in.ts";
import type { OidcProvider } from "../config/oidc-provider.ts";
import type { Services } from "../services.ts";
import { isSecure, startSession } from "./authenticate.ts";
import { problemOf } from "./problem.ts";

const COOKIE = "lorats_oidc";
const STARTS_PER_MINUTE = 20;
const params = z.object({ provider: z.string().max(40) });
const LOCAL_PATH = /^\/(?![/\\])[^\\\p{Cc}]*$/u;

/**
 * Sign-in with an OpenID Connect provider, as two addresses that a browser goes to: `…/start` leads to the provider, which
 * leads back to `…/callback`. That one ends at the page that was asked for, or at `/sign-in#problem=CODE`.
 */
export function registerOidc(app: FastifyInstance, services: Services): void {
  const signIns = new OidcSignIn(services.config["oidc.providers"], services.clock);
  const common = {
    method: "GET",
    config: { access: "public", rateLimit: { max: STARTS_PER_MINUTE, timeWindow: "1 minute" } },
  } as const;
  const schema = { tags: ["session"], params, security: [] };
  const response = { 302: z.null().describe("Go there"), "4xx": problem, "5xx": problem };

  app.route({
    ...common,
    url: `${API_PREFIX}${OIDC_PATH}/start`,
    schema: {
      ...schema,
      summary: "Lead a browser to an OpenID Connect provider",
      querystring: z.object({
        returnTo: z.string().max(2000).optional().describe("A page of ours to end at"),
      }),
      response,
    },
    handler: (request, reply) =>
      leading(services, request, reply, async () => {
        const provider = signIns.provider((request.params as z.output<typeof params>).provider);
        const { returnTo = "/" } = request.query as { returnTo?: string };
        const redirectUri = addressOf(services, request, provider);
        const page = LOCAL_PATH.test(returnTo) ? returnTo : "/";
        const { location, secret } = await signIns.begin(provider, redirectUri, page);
        void reply.setCookie(COOKIE, secret, {
          path: `${API_PREFIX}/auth/oidc`,
          httpOnly: true,
          // The provider's page leads back here: a strict cookie would stay away.
          sameSite: "lax",
          secure: isSecure(request, services.config["http.public_url"]),
          maxAge: 600,
        });
        return location;
      }),
  });

  app.route({
    ...common,
    url: `${API_PREFIX}${OIDC_PATH}/callback`,
    schema: { ...schema, summary: "Where the provider leads back to", response },
    handler: (request, reply) =>
      leading(services, request, reply, async () => {
        const provider = signIns.provider((request.params as z.output<typeof params>).provider);
        const secret = request.cookies[COOKIE] ?? "";
        void reply.clearCookie(COOKIE, { path: `${API_PREFIX}/auth/oidc` });
        const search = request.url.slice(request.url.indexOf("?"));
        const { claims, returnTo } = await signIns.finish(provider, secret, search);
        const user = await admit(services, provider, claims);
        await startSession(services, user, request, reply);
        const { id } = user;
        const entry = { tenantId: SERVER_TENANT, kind: "session", id };
        const after = { with: `oidc:${provider.id}` };
        await recordChange(services, { ...entry, actor: `user:${id}`, after });
        services.metrics.signIns.inc({ with: "oidc", outcome: "in" });
        return returnTo;
      }),
  });
}

/** Leads a browser on; who is refused lands on the page to sign in, and programs get the problem itself. */
async function leading(
  { metrics }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  whereTo: () => Promise<string>,
): Promise<FastifyReply> {
  void reply.header("cache-control", "no-store");
  try {
    return await reply.redirect(await whereTo(), 302);
  } catch (error) {
    const { code, status } = problemOf(error, request);
    metrics.signIns.inc({ with: "oidc", outcome: code });
    if (status >= 500) request.log.error(error, "a sign-in with OpenID Connect failed");
    else
      request.log.info({ code, reason: (error as CallerError).message }, "a sign-in was refused");
    if (!(request.headers.accept ?? "").includes("text/html")) throw error;
    return reply.redirect(`/sign-in#problem=${encodeURIComponent(code)}`, 302);
  }
}

function addressOf(
  { config }: Services,
  { protocol, headers }: FastifyRequest,
  { id }: OidcProvider,
): string {
  const origin = config["http.public_url"] ?? `${protocol}://${headers.host ?? ""}`;
  return `${origin.replace(/\/$/, "")}${API_PREFIX}${OIDC_PATH.replace(":provider", id)}/callback`;
}
