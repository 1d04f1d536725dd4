import { applicationId, deviceId, tenantId, time } from "@lorats/events";
import type { Role, Scope } from "@lorats/platform";
import { z } from "zod";
import { expectedVersion, name, ofTenant, pageQuery } from "./common.ts";
import { apiKeyId, mqttCredentialId, userId } from "./ids.ts";

// The server checks that the resource exists; here is only the form, so that a page need not load the platform.
const scope = z
  .string()
  .regex(/^(\*|(\*|[a-z-]+):(\*|read|write))$/, "expected a scope such as `devices:read`")
  .describe("Resource and action, such as `devices:read`; `*` stands for any");
const scopes = z.array(scope as unknown as z.ZodType<Scope, Scope>);
export const userRole = z.enum(["owner", "admin", "operator", "viewer"] satisfies Role[]);
// As browsers check it: `admin@localhost`, who is there from the first start on, has an address, too.
const email = z.email({ pattern: z.regexes.html5Email }).max(254).toLowerCase();
const password = z.string().min(12, "at least 12 characters").max(1000);

export const signIn = z.union([
  z.object({ token: z.string().max(200).describe("From a one-time sign-in link") }),
  z.object({ email, password: z.string().max(1000) }),
]);

export const authMethods = z
  .object({
    password: z.boolean(),
    oneTimeLink: z.boolean(),
    oidc: z
      .array(
        z.object({
          id: z.string(),
          name: z.string().describe("For the button"),
          startUrl: z
            .string()
            .describe(
              "Where the browser goes, `?returnTo=/page` added; `/sign-in#problem=CODE` on refusal",
            ),
        }),
      )
      .describe("OpenID Connect providers"),
  })
  .meta({ id: "AuthMethods" });
export type AuthMethods = z.infer<typeof authMethods>;

export const me = z
  .object({
    kind: z.enum(["user", "api-key"]),
    name: z.string(),
    email: z.string().optional(),
    isServerAdmin: z.boolean(),
    tenants: z.array(
      z.object({
        id: tenantId,
        name: z.string(),
        scopes,
        managesOwners: z.boolean().describe("May make, change and remove owners"),
      }),
    ),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof me>;

export const passwordChange = z.object({
  currentPassword: z.string().max(1000).optional().describe("Needed when there is one"),
  newPassword: password,
});

export const apiKey = z
  .object({
    id: apiKeyId,
    tenantId: tenantId.optional(),
    name,
    scopes,
    deviceId: deviceId
      .optional()
      .describe("Device-only: it speaks for this device, and that is all"),
    createdAt: time,
    expiresAt: time.optional(),
  })
  .meta({ id: "ApiKey" });
export const apiKeyCreate = z.object({
  ...ofTenant,
  serverWide: z.boolean().default(false).describe("Reaches every tenant; server admins only"),
  name,
  scopes: scopes.min(1).optional().describe("Needed, but for a key of a device"),
  deviceId: deviceId
    .optional()
    .describe("Device-only: a key with which this device speaks for itself, at `/device/…`"),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export const apiKeyCreated = apiKey
  .extend({ secret: z.string().describe("Shown this once") })
  .meta({ id: "ApiKeyCreated" });
export type ApiKey = z.infer<typeof apiKey>;

export const mqttCredential = z
  .object({
    id: mqttCredentialId,
    tenantId,
    applicationId: applicationId.optional(),
    name,
    username: z.string(),
    mayCommand: z.boolean(),
    createdAt: time,
    expiresAt: time.optional(),
  })
  .meta({ id: "MqttCredential" });
export const mqttCredentialCreate = z.object({
  ...ofTenant,
  applicationId: applicationId.optional().describe("Every application of the tenant when absent"),
  name,
  mayCommand: z.boolean().default(false).describe("May publish downlink commands"),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export const mqttCredentialCreated = mqttCredential
  .extend({ password: z.string().describe("Shown this once") })
  .meta({ id: "MqttCredentialCreated" });
export type MqttCredential = z.infer<typeof mqttCredential>;

const membership = z.object({
  tenantId,
  role: userRole.describe(
    "Owners may what admins may, and alone make, change and remove owners; the last stays",
  ),
});
const identity = z.object({ issuer: z.string(), subject: z.string() });
const userFields = {
  name: z.string().max(100),
  isServerAdmin: z.boolean(),
  active: z.boolean(),
  memberships: z.array(membership).max(1000),
};
export const user = z
  .object({
    id: userId,
    email: z.string(),
    ...userFields,
    hasPassword: z.boolean(),
    identities: z.array(identity).describe("Who else vouches for them: OpenID Connect providers"),
    createdAt: time,
    version: z.int().positive(),
  })
  .meta({ id: "User" });
export const userCreate = z.object({
  email,
  name: z.string().max(100).default(""),
  password: password.optional(),
  isServerAdmin: z.boolean().default(false),
  memberships: z.array(membership).max(1000).default([]),
});
export const userUpdate = z.object({
  name: userFields.name.optional(),
  active: userFields.active.optional(),
  isServerAdmin: userFields.isServerAdmin.optional(),
  memberships: userFields.memberships.optional(),
  identities: z
    .array(identity)
    .max(0)
    .optional()
    .describe("Empty: no provider vouches for them any more; the next sign-in may link one anew"),
  ...expectedVersion,
});
export const tenantPageQuery = z.object({ ...ofTenant, ...pageQuery });
export type User = z.infer<typeof user>;
