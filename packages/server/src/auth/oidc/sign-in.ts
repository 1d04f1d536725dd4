import { randomBytes } from "node:crypto";
import { CallerError, errorLine, LoratsError, UnavailableError, type Clock } from "@lorats/base";
import * as oidc from "openid-client";
import type { OidcProvider } from "../../config/oidc-provider.ts";
import { guardedFetch } from "../../outbound/guarded-fetch.ts";
import { verifiedEmail, type Claims } from "./account.ts";

/** A sign-in that has begun, kept here until the browser comes back: once, and not for long. */
interface Pending {
  readonly providerId: string;
  readonly redirectUri: string;
  readonly returnTo: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Monotonic, ns. */
  readonly expiresAt: bigint;
}

export interface Begun {
  /** Where the browser goes. */
  readonly location: string;
  /** What the browser brings back in a cookie. */
  readonly secret: string;
}

const VALID_S = 600;
const MAX_PENDING = 10_000;
/** After this what a provider says of itself (its keys' address among it) is asked for again. */
const DISCOVERY_S = 3600;

/** Signs people in with OpenID Connect: authorization code, PKCE, state and nonce; nobody but configured providers is asked. */
export class OidcSignIn {
  readonly #providers: ReadonlyMap<string, OidcProvider>;
  readonly #clock: Clock;
  readonly #pending = new Map<string, Pending>();
  readonly #discovered = new Map<string, { readonly at: bigint; readonly config: Discovered }>();

  constructor(providers: readonly OidcProvider[], clock: Clock) {
    this.#providers = new Map(providers.map((one) => [one.id, one]));
    this.#clock = clock;
  }

  /** @throws {CallerError} `OIDC_UNKNOWN_PROVIDER` */
  provider(id: string): OidcProvider {
    const provider = this.#providers.get(id);
    if (!provider) throw new CallerError("OIDC_UNKNOWN_PROVIDER", "no such provider is set up");
    return provider;
  }

  /**
   * @param redirectUri where the provider sends the browser back to
   * @throws {UnavailableError} `OIDC_UNREACHABLE`
   */
  async begin(provider: OidcProvider, redirectUri: string, returnTo: string): Promise<Begun> {
    const config = await this.#discover(provider);
    const codeVerifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const nonce = oidc.randomNonce();
    const location = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: provider.scope,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: "S256",
    });
    const secret = randomBytes(32).toString("base64url");
    const expiresAt = this.#clock.monotonic() + BigInt(VALID_S) * 1_000_000_000n;
    const begun = { redirectUri, returnTo, state, nonce, codeVerifier, expiresAt };
    this.#pending.set(secret, { providerId: provider.id, ...begun });
    // Whoever begins without end pushes out the oldest; beginning is limited by address.
    if (this.#pending.size > MAX_PENDING) this.#pending.delete(this.#pending.keys().next().value!);
    return { location: location.href, secret };
  }

  /**
   * What the provider says of the one who came back.
   * @param search of the address that the browser came back to
   * @throws {CallerError} `OIDC_EXPIRED`, `OIDC_REFUSED`, `OIDC_INVALID` @throws {UnavailableError} `OIDC_UNREACHABLE`
   */
  async finish(
    provider: OidcProvider,
    secret: string,
    search: string,
  ): Promise<{ readonly claims: Claims; readonly returnTo: string }> {
    const pending = this.#pending.get(secret);
    this.#pending.delete(secret);
    if (pending?.providerId !== provider.id || pending.expiresAt < this.#clock.monotonic()) {
      throw new CallerError("OIDC_EXPIRED", "this sign-in is over or began in another browser");
    }
    const { redirectUri, returnTo, state, nonce, codeVerifier } = pending;
    const config = await this.#discover(provider);
    try {
      const tokens = await oidc.authorizationCodeGrant(config, new URL(search, redirectUri), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      const more = await userInfo(config, provider, tokens.access_token, claims);
      return { claims: { ...more, ...claims }, returnTo };
    } catch (error) {
      throw problemOf(error, provider);
    }
  }

  async #discover(provider: OidcProvider): Promise<oidc.Configuration> {
    const {
      id,
      issuer,
      client_id: clientId,
      client_secret: secret,
      allow_private: isPrivate,
    } = provider;
    const now = this.#clock.monotonic();
    const known = this.#discovered.get(id);
    if (known && now - known.at < BigInt(DISCOVERY_S) * 1_000_000_000n) return known.config;
    const auth = secret === undefined ? oidc.None() : undefined;
    const config = oidc.discovery(new URL(issuer), clientId, secret, auth, {
      [oidc.customFetch]: guardedFetch(isPrivate),
      // A provider in one's own network may do without TLS; the setting says that it is there.
      ...(isPrivate && { execute: [oidc.allowInsecureRequests] }),
    });
    this.#discovered.set(id, { at: now, config });
    try {
      return await config;
    } catch (error) {
      this.#discovered.delete(id);
      throw problemOf(error, provider, "OIDC_UNREACHABLE");
    }
  }
}

type Discovered = Promise<oidc.Configuration>;

/** Many providers put addresses and groups there, and not into the token. */
async function userInfo(
  config: oidc.Configuration,
  { grants }: OidcProvider,
  accessToken: string,
  claims: Claims,
): Promise<Readonly<Record<string, unknown>>> {
  const isComplete =
    verifiedEmail(claims) !== undefined && grants.every(({ claim }) => claim in claims);
  if (isComplete || config.serverMetadata().userinfo_endpoint === undefined) return {};
  return oidc.fetchUserInfo(config, accessToken, claims.sub);
}

/** Whose fault it is: theirs that they are not there, the person's who said no, or somebody's who forges answers. */
function problemOf(
  error: unknown,
  { name }: OidcProvider,
  otherwise = "OIDC_INVALID",
): LoratsError {
  const causes = causesOf(error);
  const guard = causes.find((one) => one instanceof LoratsError);
  if (guard?.code === "WEBHOOK_INSIDE") {
    const why = `${name} is at no public address; its setting allow_private lets it be`;
    return new UnavailableError("OIDC_UNREACHABLE", why, { cause: error });
  }
  if (guard)
    return new UnavailableError("OIDC_UNREACHABLE", `${name}: ${guard.message}`, { cause: error });
  if (error instanceof oidc.AuthorizationResponseError) {
    const said = error.error === "access_denied" ? "you were not let in" : error.error;
    return new CallerError("OIDC_REFUSED", `${name}: ${said}`, { cause: error });
  }
  const why = `${name} does not answer as it should: ${errorLine(causes.at(-1))}`;
  if (otherwise === "OIDC_INVALID") return new CallerError(otherwise, why, { cause: error });
  return new UnavailableError(otherwise, why, { cause: error });
}

function causesOf(error: unknown): readonly unknown[] {
  return error instanceof Error && error.cause !== undefined
    ? [error, ...causesOf(error.cause)]
    : [error];
}
