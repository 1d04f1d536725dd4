import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { loadConfig } from "@lorats/server";
import { guardedFetch } from "../../../src/outbound/guarded-fetch.ts";
import {
  household,
  member,
  memoryServices,
  startHttp,
  user,
  type Household,
} from "../../harness.ts";
import { Browser, startIdentityProvider } from "../../support/identity-provider.ts";
import type { Services } from "../../../src/services.ts";

const START = "/api/v1/auth/oidc/works/start";
const CALLBACK = "/api/v1/auth/oidc/works/callback";

async function bench(t: TestContext, change: Record<string, unknown> = {}) {
  const bare = memoryServices(t);
  const home = await household(bare.stores);
  // The provider has to know where we are before we know who it is: a fixed name stands between.
  const publicUrl = "http://lorats.example";
  const idp = await startIdentityProvider(t, `${publicUrl}${CALLBACK}`);
  const provider = {
    id: "works",
    name: "Water works",
    issuer: idp.issuer,
    client_id: idp.clientId,
    client_secret: idp.clientSecret,
    allow_private: true,
    grants: [{ claim: "groups", value: "meters", tenant: home.tenantId, role: "operator" }],
    ...change,
  };
  const flags = { "http.public_url": publicUrl, "oidc.providers": [provider] };
  const services: Services = { ...bare, config: loadConfig({ environment: {}, flags }) };
  const { baseUrl } = await startHttp(t, services);
  const browser = new Browser();
  /** To where the provider leads, and what we then answer. */
  const back = async (callback: string, by = browser): Promise<Response> =>
    by.request(callback.replace(publicUrl, baseUrl));
  const signIn = async (login: string, by = browser, returnTo = "/devices"): Promise<Response> => {
    const started = await by.request(`${baseUrl}${START}?returnTo=${encodeURIComponent(returnTo)}`);
    assert.equal(started.status, 302);
    return back(await by.consent(started.headers.get("location")!, login, publicUrl), by);
  };
  const me = async (by = browser) => {
    const response = await by.request(`${baseUrl}/api/v1/me`);
    return response.status === 200
      ? ((await response.json()) as {
          email: string;
          isServerAdmin: boolean;
          tenants: { id: string }[];
        })
      : undefined;
  };
  return { services, home, idp, baseUrl, publicUrl, browser, back, signIn, me };
}

const MIRA = {
  email: "Mira@Works.example",
  email_verified: true,
  name: "Mira",
  groups: ["meters"],
};

async function auditOf({ stores }: Services, home: Household) {
  const { events } = await stores.log.read({ types: ["change"] });
  return events.filter((one) => one.tenantId === home.tenantId).map(({ body }) => body);
}

it("says how people can sign in, to anybody", async (t) => {
  const { baseUrl } = await bench(t);
  const methods = await (await fetch(`${baseUrl}/api/v1/auth/methods`)).json();
  assert.deepEqual(methods, {
    password: true,
    oneTimeLink: true,
    oidc: [{ id: "works", name: "Water works", startUrl: START }],
  });
});

it("makes an account of claims that grant something, and takes what they no longer grant", async (t) => {
  const { services, home, idp, signIn, me } = await bench(t);
  idp.accounts.set("mira", MIRA);
  const answer = await signIn("mira");
  assert.equal(answer.headers.get("location"), "/devices");
  assert.match(
    answer.headers.getSetCookie().join("\n"),
    /lorats_session=.*HttpOnly.*SameSite=Strict/,
  );
  const { email, tenants } = (await me())!;
  assert.equal(email, "mira@works.example");
  assert.deepEqual(
    tenants.map(({ id }) => id),
    [home.tenantId],
  );
  const [made] = await auditOf(services, home);
  assert.equal((made as { actor: string }).actor, "oidc:works");

  // Another address, another group: the same account, with less.
  idp.accounts.set("mira", { ...MIRA, email: "mira@elsewhere.example", groups: [] });
  const again = new Browser();
  await signIn("mira", again);
  assert.equal((await me(again))!.email, "mira@works.example");
  assert.deepEqual((await me(again))!.tenants, []);
  assert.equal((await services.stores.users.list({})).items.length, 1);
});

it("links an account by a verified address only, and never an administrator's unasked", async (t) => {
  const { services, home, idp, signIn, me, baseUrl } = await bench(t);
  const known = await user(services.stores, {
    email: "otto@works.example",
    ...member(home.tenantId, "viewer"),
  });
  idp.accounts.set("otto", { email: "otto@works.example", email_verified: false });
  const refused = await signIn("otto");
  assert.equal(refused.headers.get("location"), "/sign-in#problem=OIDC_EMAIL_UNVERIFIED");
  assert.equal(await me(), undefined);

  idp.accounts.set("otto", { email: "otto@works.example", email_verified: true });
  const browser = new Browser();
  await signIn("otto", browser);
  assert.equal((await me(browser))!.email, "otto@works.example");
  const [linked] = await services.stores.users.get([known.id]);
  assert.deepEqual(linked!.identities, [{ issuer: idp.issuer, subject: "otto" }]);

  // The address went to somebody else there.
  idp.accounts.set("heir", { email: "otto@works.example", email_verified: true });
  const taken = await signIn("heir", new Browser());
  assert.equal(taken.headers.get("location"), "/sign-in#problem=OIDC_IDENTITY_CHANGED");

  await user(services.stores, { email: "root@works.example", isServerAdmin: true });
  idp.accounts.set("root", { email: "root@works.example", email_verified: true });
  const admin = await signIn("root", new Browser());
  assert.equal(admin.headers.get("location"), "/sign-in#problem=OIDC_NOT_LINKED");
  const nobody = await fetch(`${baseUrl}${START.replace("works", "others")}`);
  assert.equal(((await nobody.json()) as { code: string }).code, "OIDC_UNKNOWN_PROVIDER");
});

it("lets in nobody whom nobody granted anything, nor with an address of elsewhere", async (t) => {
  const { idp, signIn } = await bench(t, { email_domains: ["works.example"] });
  idp.accounts.set("guest", { ...MIRA, groups: ["canteen"] });
  const guest = await signIn("guest");
  assert.equal(guest.headers.get("location"), "/sign-in#problem=OIDC_NO_ACCESS");
  idp.accounts.set("far", { ...MIRA, email: "mira@elsewhere.example" });
  const far = await signIn("far", new Browser());
  assert.equal(far.headers.get("location"), "/sign-in#problem=OIDC_EMAIL_DOMAIN");
});

it("takes an answer once, from the browser that asked, as it was asked", async (t) => {
  const { idp, baseUrl, publicUrl, browser, back, me } = await bench(t);
  idp.accounts.set("mira", MIRA);
  const begin = async (by = browser): Promise<URL> =>
    new URL((await by.request(baseUrl + START)).headers.get("location")!);
  const problemOf = (answer: Response): string | null => answer.headers.get("location");

  const asked = await begin();
  assert.equal(asked.searchParams.get("code_challenge_method"), "S256");
  const callback = await browser.consent(asked.href, "mira", publicUrl);
  // Somebody else's browser, then a state that was never given out.
  assert.equal(problemOf(await back(callback, new Browser())), "/sign-in#problem=OIDC_EXPIRED");
  const forged = new URL(callback);
  forged.searchParams.set("state", "x".repeat(43));
  assert.equal(problemOf(await back(forged.href)), "/sign-in#problem=OIDC_INVALID");
  // That used it up.
  assert.equal(problemOf(await back(callback)), "/sign-in#problem=OIDC_EXPIRED");

  for (const [name, value] of [
    ["nonce", "another nonce"],
    ["code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
  ] as const) {
    const tampered = await begin();
    tampered.searchParams.set(name, value);
    const answer = await back(await browser.consent(tampered.href, "mira", publicUrl));
    assert.equal(problemOf(answer), "/sign-in#problem=OIDC_INVALID", name);
  }
  assert.equal(await me(), undefined);
});

it("tells of a refusal at the provider, and leads to no page but its own", async (t) => {
  const { idp, baseUrl, publicUrl, browser, back, signIn } = await bench(t);
  idp.accounts.set("mira", MIRA);
  const started = await browser.request(baseUrl + START);
  const page = await browser.follow(started.headers.get("location")!, publicUrl);
  const aborted = await browser.follow(`${page}/abort`, publicUrl);
  const answer = await back(aborted);
  assert.equal(answer.headers.get("location"), "/sign-in#problem=OIDC_REFUSED");
  for (const returnTo of ["//evil.example", "https://evil.example", "/\\evil.example", "x"]) {
    const led = await signIn("mira", new Browser(), returnTo);
    assert.equal(led.headers.get("location"), "/", returnTo);
  }
});

it("asks nobody inside unless the administrator says so", async (t) => {
  const { baseUrl } = await bench(t, { issuer: "https://127.0.0.1:1", allow_private: false });
  const refused = await fetch(baseUrl + START);
  assert.equal(refused.status, 503);
  const { code, detail } = (await refused.json()) as { code: string; detail: string };
  assert.equal(code, "OIDC_UNREACHABLE");
  assert.match(detail, /allow_private/);
  await assert.rejects(
    guardedFetch(false)("http://169.254.169.254/keys", { method: "GET", headers: {} }),
    { code: "WEBHOOK_INSIDE" },
  );
  assert.throws(
    () =>
      loadConfig({
        environment: {},
        flags: {
          "oidc.providers": [{ id: "a", name: "A", issuer: "http://id.example", client_id: "x" }],
        },
      }),
    /needs allow_private/,
  );
});
