import console from "node:console";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { Provider } from "oidc-provider";

export type AccountClaims = Readonly<Record<string, unknown>>;

export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What it says of its people; tests change it at will. */
  readonly accounts: Map<string, AccountClaims>;
}

/** An OpenID Connect provider that others wrote and had certified, on this machine, which insists on PKCE. */
export async function startIdentityProvider(
  t: TestContext,
  redirectUri: string,
): Promise<IdentityProvider> {
  // It warns of being set up for tests, which it is.
  t.mock.method(console, "info", () => {});
  t.mock.method(console, "warn", () => {});
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts = new Map<string, AccountClaims>();
  const clientId = "lorats";
  const clientSecret = "a secret of forty characters or rather more";
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    pkce: { required: () => true },
    cookies: { keys: ["test"] },
    claims: { openid: ["sub", "groups"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_, id) => {
      const claims = accounts.get(id);
      return claims && { accountId: id, claims: async () => ({ ...claims, sub: id }) };
    },
  });
  const answer = provider.callback();
  server.on("request", (request, response) => void answer(request, response));
  return { issuer, clientId, clientSecret, accounts };
}

/** As much of a browser as signing in takes: cookies by host, and redirects one by one. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  async request(url: string, form?: Record<string, string>): Promise<Response> {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    const response = await fetch(url, {
      redirect: "manual",
      headers: {
        accept: "text/html",
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
      },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(";") as [string];
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    return response;
  }

  cookie(url: string, name: string): string | undefined {
    return this.#cookies.get(new URL(url).host)?.get(name);
  }

  /** Follows redirects until one leads to `stop`, or to a page; resolves with that address. */
  async follow(url: string, stop: string, form?: Record<string, string>): Promise<string> {
    let response = await this.request(url, form);
    let at = url;
    for (;;) {
      const location = response.headers.get("location");
      if (location === null) return at;
      at = new URL(location, at).href;
      if (at.startsWith(stop)) return at;
      response = await this.request(at);
    }
  }

  /** Signs in at the provider, from where it asks for it; resolves with the address that leads back to `stop`. */
  async consent(authorizationUrl: string, login: string, stop: string): Promise<string> {
    const page = await this.follow(authorizationUrl, stop);
    if (page.startsWith(stop)) return page;
    const next = await this.follow(page, stop, { prompt: "login", login, password: "any" });
    return next.startsWith(stop) ? next : this.follow(next, stop, { prompt: "consent" });
  }
}
