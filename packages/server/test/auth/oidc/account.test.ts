import assert from "node:assert/strict";
import { it } from "node:test";
import type { TenantId, UserId } from "@lorats/base";
import type { User } from "@lorats/platform";
import fc from "fast-check";
import { decideAccount } from "../../../src/auth/oidc/account.ts";

const TENANT = "01890000-0000-7000-8000-000000000001" as TenantId;
const OTHER = "01890000-0000-7000-8000-000000000002" as TenantId;
const issuer = "https://id.example";
const provider = {
  issuer,
  email_domains: [],
  links: "users",
  grants: [
    { claim: "groups", value: "staff", tenant: TENANT, role: "viewer" },
    { claim: "realm_access.roles", value: "chief", tenant: TENANT, role: "admin" },
    { claim: "https://id.example/root", value: "true", server_admin: true },
  ],
} as const;

function known(change: Partial<User> = {}): User {
  return {
    id: "u" as UserId,
    email: "a@b.example",
    name: "A",
    isServerAdmin: false,
    active: true,
    memberships: [{ tenantId: OTHER, role: "owner" }],
    createdAt: 0n,
    version: 1,
    ...change,
  };
}

const nobody = { byIdentity: undefined, byEmail: undefined };
const claims = { sub: "1", email: "a@b.example", email_verified: true };

it("reads claims at the top, inside objects, in lists, and under names with dots", () => {
  const decided = decideAccount(
    provider,
    {
      ...claims,
      groups: "staff",
      realm_access: { roles: ["x", "chief"] },
      "https://id.example/root": true,
    },
    nobody,
  );
  assert.ok(decided.kind === "create");
  assert.deepEqual(decided.user.memberships, [{ tenantId: TENANT, role: "admin" }]);
  assert.equal(decided.user.isServerAdmin, true);
});

it("rules the tenants that grants name, and leaves all others alone", () => {
  const memberships = [
    { tenantId: OTHER, role: "owner" },
    { tenantId: TENANT, role: "owner" },
  ] as const;
  const user = known({ memberships, identities: [{ issuer, subject: "1" }] });
  const decided = decideAccount(provider, claims, {
    byIdentity: user,
    byEmail: undefined,
  });
  assert.ok(decided.kind === "change");
  assert.deepEqual(decided.to.memberships, [{ tenantId: OTHER, role: "owner" }]);
});

it("opens nobody's account by an address that is not verified, whatever else is claimed", () => {
  const value = fc.oneof(fc.boolean(), fc.string(), fc.constantFrom("True", "yes", 1, null, {}));
  fc.assert(
    fc.property(
      fc.record({ email_verified: value, email: fc.constantFrom("a@b.example", "A@B.EXAMPLE", 7) }),
      fc.constantFrom("nobody", "users", "everybody"),
      (said, links) => {
        fc.pre(said.email_verified !== true && said.email_verified !== "true");
        const decided = decideAccount(
          { ...provider, links },
          { sub: "9", groups: ["staff"], ...said },
          { byIdentity: undefined, byEmail: known() },
        );
        assert.equal(decided.kind, "refuse");
      },
    ),
  );
});

it("opens no account that was switched off", () => {
  const user = known({ active: false });
  const decided = decideAccount(provider, claims, {
    byIdentity: undefined,
    byEmail: user,
  });
  assert.ok(decided.kind === "refuse");
  assert.equal(decided.code, "AUTH_REFUSED");
});
