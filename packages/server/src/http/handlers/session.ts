import { API_PREFIX, OIDC_PATH } from "@lorats/api";
import type { User } from "@lorats/platform";
import { hashSecret } from "@lorats/platform";
import { recordChange, SERVER_TENANT } from "../../audit.ts";
import { managesOwners } from "../../auth/owners.ts";
import { hashPassword, passwordMatches, wasteTime } from "../../auth/password.ts";
import type { SignInThrottle } from "../../auth/throttle.ts";
import type { Services } from "../../services.ts";
import { endSession, refuseForeignOrigin, startSession } from "../authenticate.ts";
import type { Call, Handlers } from "../call.ts";
import { HttpProblem, problemOf } from "../problem.ts";

type Operations = "authMethods" | "signIn" | "signOut" | "me" | "changePassword" | "serverInfo";

const MAX_TENANTS = 1000;

function refused(): HttpProblem {
  return new HttpProblem(401, "AUTH_REFUSED", "this sign-in is not known, or no longer");
}

export function sessionHandlers(throttle: SignInThrottle): Handlers<Operations> {
  return {
    async authMethods({ services }) {
      const providers = services.config["oidc.providers"];
      return {
        password: true,
        oneTimeLink: true,
        oidc: providers.map(({ id, name }) => {
          return { id, name, startUrl: `${API_PREFIX}${OIDC_PATH.replace(":provider", id)}/start` };
        }),
      };
    },

    async signIn(call) {
      const { metrics } = call.services;
      const by = "token" in call.body ? "one-time token" : "password";
      try {
        await signIn(call, throttle, by);
        metrics.signIns.inc({ with: by, outcome: "in" });
      } catch (error) {
        const { code } = problemOf(error, call.request);
        metrics.signIns.inc({ with: by, outcome: code });
        // Not with which address: people type passwords into that field.
        call.request.log.info({ code, with: by, from: call.request.ip }, "a sign-in was refused");
        throw error;
      }
    },

    async signOut({ services, request, reply }) {
      await endSession(services, request, reply);
    },

    async me({ services, principal }) {
      const { tenants } = services.stores.registry;
      const everywhere = principal.everywhere.length > 0;
      const known = everywhere
        ? (await tenants.list({ limit: MAX_TENANTS })).items
        : [...(await tenants.get([...principal.tenants.keys()])).values()];
      return {
        kind: principal.kind,
        name: principal.name,
        ...(principal.email !== undefined && { email: principal.email }),
        isServerAdmin: principal.everywhere.includes("*"),
        tenants: known.map(({ id, name }) => ({
          id,
          name,
          scopes: [...principal.everywhere, ...(principal.tenants.get(id) ?? [])],
          managesOwners: managesOwners(principal, id),
        })),
      };
    },

    async changePassword({ services, principal, body, request, reply }) {
      const { users, webSessions } = services.stores;
      const [user] = principal.userId ? await users.get([principal.userId]) : [];
      if (!user) throw new HttpProblem(403, "HTTP_FORBIDDEN", "API keys have no password");
      if (user.passwordHash !== undefined) {
        await demandPassword(throttle, user, body.currentPassword ?? "");
      }
      const passwordHash = await hashPassword(body.newPassword);
      const updated = await users.update({ ...user, passwordHash });
      // Whoever else was signed in with the old password no longer is.
      await webSessions.deleteOfUser(user.id);
      await startSession(services, updated, request, reply);
      const { id } = user;
      const { actor } = principal;
      const change = { before: { password: "…" }, after: { password: "…" } };
      await recordChange(services, { actor, tenantId: SERVER_TENANT, kind: "user", id, ...change });
    },

    async serverInfo({ services }) {
      return services.info();
    },
  };
}

async function userOfToken({ stores, clock }: Services, token: string): Promise<User | undefined> {
  const found = await stores.signInTokens.consume(hashSecret(token), clock.now());
  return found && (await stores.users.get([found.userId]))[0];
}

async function signIn(
  { services, body, request, reply }: Call<"signIn">,
  throttle: SignInThrottle,
  by: string,
): Promise<void> {
  // Otherwise a foreign page could sign people in as somebody else and watch what they enter.
  refuseForeignOrigin(request, services.config["http.public_url"]);
  const user =
    "token" in body
      ? await userOfToken(services, body.token)
      : await userOfPassword(services, throttle, body.email, body.password);
  if (!user?.active) throw refused();
  await startSession(services, user, request, reply);
  const { id } = user;
  const actor = `user:${id}`;
  const session = { tenantId: SERVER_TENANT, kind: "session", id, after: { with: by } };
  await recordChange(services, { actor, ...session });
}

async function userOfPassword(
  { stores }: Services,
  throttle: SignInThrottle,
  email: string,
  password: string,
): Promise<User | undefined> {
  demandUnblocked(throttle, email);
  const user = await stores.users.byEmail(email);
  if (user?.passwordHash === undefined) {
    await wasteTime(password);
    throttle.failed(email);
    return undefined;
  }
  await demandPassword(throttle, user, password);
  return user;
}

async function demandPassword(
  throttle: SignInThrottle,
  user: User,
  password: string,
): Promise<void> {
  demandUnblocked(throttle, user.email);
  if (await passwordMatches(password, user.passwordHash!)) {
    throttle.succeeded(user.email);
    return;
  }
  throttle.failed(user.email);
  throw refused();
}

function demandUnblocked(throttle: SignInThrottle, email: string): void {
  const blockedMs = throttle.blockedMs(email);
  if (blockedMs > 0) {
    const seconds = Math.ceil(blockedMs / 1000);
    const what = `too many attempts; try again in ${seconds} s`;
    throw new HttpProblem(429, "AUTH_THROTTLED", what, { retryAfterS: seconds });
  }
}
