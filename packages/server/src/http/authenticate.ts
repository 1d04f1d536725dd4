import "@fastify/cookie";
import { NS_PER_S, type Instant } from "@lorats/base";
import { hashSecret, newSecret, type User } from "@lorats/platform";
import type { FastifyReply, FastifyRequest } from "fastify";
import { principalOfKey, principalOfUser, type Principal } from "../auth/principal.ts";
import type { Services } from "../services.ts";
import { HttpProblem } from "./problem.ts";

export const SESSION_COOKIE = "lorats_session";
/** Sent by our own client; a form or an image of a foreign page cannot. */
export const CLIENT_HEADER = "x-lorats-client";

/** Who sends this request, if anybody who can prove it. */
export async function authenticate(
  { stores, clock }: Services,
  request: FastifyRequest,
): Promise<Principal | undefined> {
  const now = clock.now();
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const bearer = /^Bearer ([\w-]{20,200})$/i.exec(authorization)?.[1];
    const key = bearer === undefined ? undefined : await stores.apiKeys.byHash(hashSecret(bearer));
    if (!key || (key.expiresAt !== undefined && key.expiresAt <= now)) return undefined;
    return principalOfKey(key);
  }
  const cookie = request.cookies[SESSION_COOKIE];
  if (cookie === undefined) return undefined;
  const session = await stores.webSessions.find(hashSecret(cookie), now);
  const [user] = session ? await stores.users.get([session.userId]) : [];
  return user?.active ? principalOfUser(user) : undefined;
}

/**
 * Refuses what a foreign page could have made a browser send: changes without our header or from another origin.
 * `SameSite=Strict` keeps the cookie at home already; this holds where a browser does not.
 */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  if (request.headers[CLIENT_HEADER] === undefined) {
    throw new HttpProblem(
      403,
      "HTTP_CSRF",
      `a change with a cookie needs the header ${CLIENT_HEADER}`,
    );
  }
  if (request.headers.origin !== undefined) refuseOtherOrigin(request, publicUrl);
}

/** Refuses what does not say that it comes from a page of ours. */
export function refuseOtherOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  const { origin = "", host } = request.headers;
  const trusted =
    URL.parse(origin)?.host === host ||
    (publicUrl !== undefined && URL.parse(publicUrl)?.origin === origin);
  if (!trusted) throw new HttpProblem(403, "HTTP_CSRF", "the request comes from another origin");
}

/** Signs a user in on this browser. */
export async function startSession(
  services: Services,
  user: User,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { stores, clock, random, config } = services;
  const secret = newSecret("lts_web", random);
  const now = clock.now();
  const lifetimeS = Math.round(config["http.session_hours"] * 3600);
  const expiresAt: Instant = now + BigInt(lifetimeS) * NS_PER_S;
  await stores.webSessions.create({
    hash: hashSecret(secret),
    userId: user.id,
    createdAt: now,
    expiresAt,
  });
  void reply.setCookie(SESSION_COOKIE, secret, {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: isSecure(request, config["http.public_url"]),
    maxAge: lifetimeS,
  });
}

/** Signs this browser out. */
export async function endSession(
  { stores }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const cookie = request.cookies[SESSION_COOKIE];
  if (cookie !== undefined) await stores.webSessions.delete(hashSecret(cookie));
  void reply.clearCookie(SESSION_COOKIE, { path: "/" });
}

/** Whether cookies may be bound to TLS. */
export function isSecure(request: FastifyRequest, publicUrl: string | undefined): boolean {
  return request.protocol === "https" || publicUrl?.startsWith("https:") === true;
}
