import type { TenantId } from "@lorats/base";
import type { Identity, Membership, User } from "@lorats/platform";
import type { OidcProvider } from "../../config/oidc-provider.ts";

/** What a provider says of somebody, out of the ID token and its userinfo endpoint. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** Whom we know already. */
export interface KnownAccounts {
  readonly byIdentity: User | undefined;
  readonly byEmail: User | undefined;
}

/** What a user is to become. */
export type AccountChange = Pick<
  User,
  "email" | "name" | "isServerAdmin" | "memberships" | "identities"
>;

export type AccountDecision =
  | { readonly kind: "refuse"; readonly code: string; readonly reason: string }
  | { readonly kind: "change"; readonly user: User; readonly to: AccountChange }
  | { readonly kind: "create"; readonly user: AccountChange };

interface Provider extends Pick<OidcProvider, "issuer" | "links"> {
  readonly email_domains: readonly string[];
  readonly grants: readonly OidcProvider["grants"][number][];
}

/**
 * Whose account a sign-in opens. An identity that was linked once opens its account for ever, whatever addresses change.
 * Otherwise a *verified* address links an account that has it, and claims that grant something make a new one. What claims
 * grant holds from sign-in to sign-in: in the tenants that the provider's grants name, what is no longer granted is taken.
 */
export function decideAccount(
  provider: Provider,
  claims: Claims,
  { byIdentity, byEmail }: KnownAccounts,
): AccountDecision {
  const identity = { issuer: provider.issuer, subject: claims.sub };
  if (byIdentity) return change(provider, claims, byIdentity, identity);
  const email = verifiedEmail(claims);
  if (email === undefined) {
    return refuse("OIDC_EMAIL_UNVERIFIED", "the provider vouches for no e-mail address of yours");
  }
  const domain = email.slice(email.lastIndexOf("@") + 1);
  if (provider.email_domains.length > 0 && !provider.email_domains.includes(domain)) {
    return refuse("OIDC_EMAIL_DOMAIN", `addresses at ${domain} do not sign in with this provider`);
  }
  if (byEmail) return link(provider, claims, byEmail, identity);
  const { memberships, isServerAdmin } = granted(provider, claims);
  if (memberships.length === 0 && !isServerAdmin) {
    return refuse("OIDC_NO_ACCESS", "nobody has let you in yet: ask an administrator");
  }
  const name = typeof claims["name"] === "string" ? claims["name"].slice(0, 100) : "";
  const user = { email, name, memberships, isServerAdmin, identities: [identity] };
  return { kind: "create", user };
}

function link(provider: Provider, claims: Claims, user: User, identity: Identity): AccountDecision {
  const { links } = provider;
  if (links === "nobody" || (links === "users" && user.isServerAdmin)) {
    return refuse("OIDC_NOT_LINKED", "this address has an account that this provider may not open");
  }
  // An address that passed to somebody else at the provider must not open its former owner's account.
  if (user.identities?.some(({ issuer }) => issuer === identity.issuer)) {
    return refuse("OIDC_IDENTITY_CHANGED", "this address belongs to another identity here");
  }
  return change(provider, claims, user, identity);
}

function change(
  provider: Provider,
  claims: Claims,
  user: User,
  identity: Identity,
): AccountDecision {
  if (!user.active) return refuse("AUTH_REFUSED", "this account has been switched off");
  const grants = granted(provider, claims);
  const ruled = new Set(provider.grants.map(({ tenant }) => tenant));
  const kept = user.memberships.filter(({ tenantId }) => !ruled.has(tenantId));
  const rulesAdmins = provider.grants.some(({ server_admin: admin }) => admin === true);
  const { email, name, identities = [] } = user;
  const isKnown = identities.some(
    ({ issuer, subject }) => issuer === identity.issuer && subject === identity.subject,
  );
  const to = {
    email,
    name,
    memberships: [...kept, ...grants.memberships],
    isServerAdmin: rulesAdmins ? grants.isServerAdmin : user.isServerAdmin,
    identities: isKnown ? identities : [...identities, identity],
  };
  return { kind: "change", user, to };
}

/** What the claims are worth; of several roles in one tenant the highest. */
function granted(
  { grants }: Provider,
  claims: Claims,
): { readonly memberships: readonly Membership[]; readonly isServerAdmin: boolean } {
  const held = grants.filter(({ claim, value }) => says(claims, claim, value));
  const roles = new Map<TenantId, Membership["role"]>();
  for (const { tenant, role } of held) {
    if (tenant === undefined || role === undefined) continue;
    const before = roles.get(tenant as TenantId);
    if (before === undefined || RANK[role] > RANK[before]) roles.set(tenant as TenantId, role);
  }
  return {
    memberships: [...roles].map(([tenantId, role]) => ({ tenantId, role })),
    isServerAdmin: held.some(({ server_admin: admin }) => admin === true),
  };
}

const RANK: Readonly<Record<Membership["role"], number>> = {
  viewer: 0,
  operator: 1,
  admin: 2,
  owner: 3,
};

function says(claims: Claims, claim: string, value: string): boolean {
  const found = claims[claim] ?? claim.split(".").reduce(inside, claims);
  const all: readonly unknown[] = Array.isArray(found) ? found : [found];
  return all.some(
    (one) => one === value || (typeof one !== "string" && JSON.stringify(one) === value),
  );
}

function inside(value: unknown, key: string): unknown {
  const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, key);
  return isObject ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** In lower case. Providers that write `"true"` mean true. */
export function verifiedEmail({ email, email_verified: verified }: Claims): string | undefined {
  const isVerified = verified === true || verified === "true";
  return isVerified && typeof email === "string" && /^[^@\s]+@[^@\s]+$/.test(email)
    ? email.toLowerCase()
    : undefined;
}

function refuse(code: string, reason: string): AccountDecision {
  return { kind: "refuse", code, reason };
}
