import { ROLES } from "@lorats/platform";
import { z } from "zod";

const text = z.string().min(1).max(500);

/** What those may do who bring a claim: a role in a tenant, or the running of the server. */
const grant = z
  .strictObject({
    claim: text.describe("Its name; dots lead into objects, as in realm_access.roles"),
    value: text.describe("What it says, or holds among others"),
    tenant: z.uuid().optional(),
    role: z.enum(ROLES).optional(),
    server_admin: z.literal(true).optional(),
  })
  .refine(
    ({ tenant, role, server_admin: admin }) =>
      (tenant === undefined) === (role === undefined) &&
      (tenant === undefined) === (admin === true),
    "a grant names a tenant and a role, or server_admin",
  );

/** An OpenID Connect provider that people may sign in with. */
export const oidcProvider = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "small letters, digits and hyphens"),
    name: text.describe("On the button"),
    issuer: z.url({ protocol: /^https?$/ }),
    client_id: text,
    client_secret: text.optional().describe("A public client, with PKCE alone, when absent"),
    scope: z
      .string()
      .regex(/\bopenid\b/, "openid is missing")
      .default("openid email profile"),
    email_domains: z.array(z.string().toLowerCase()).max(100).default([]),
    links: z.enum(["nobody", "users", "everybody"]).default("users"),
    grants: z.array(grant).max(1000).default([]),
    allow_private: z.boolean().default(false),
  })
  .refine(
    ({ issuer, allow_private: isPrivate }) => isPrivate || issuer.startsWith("https:"),
    "an issuer without TLS needs allow_private",
  );
export type OidcProvider = z.output<typeof oidcProvider>;
