import { gatewayId, tenantId, time } from "@lorats/events";
import type { GatewayCredentialId } from "@lorats/platform";
import { z } from "zod";
import { name, uuid } from "./common.ts";

const gatewayCredentialId = uuid as unknown as z.ZodType<GatewayCredentialId, GatewayCredentialId>;

export const credentialParams = z.object({ id: uuid, credentialId: uuid });

export const gatewayCredential = z
  .object({
    id: gatewayCredentialId,
    tenantId,
    gatewayId,
    kind: z.enum(["token", "certificate"]),
    name,
    serial: z.string().optional().describe("Of a certificate"),
    state: z.enum(["valid", "expired", "revoked"]),
    createdAt: time,
    expiresAt: time.optional(),
    revokedAt: time.optional(),
  })
  .meta({ id: "GatewayCredential" });
export type GatewayCredential = z.infer<typeof gatewayCredential>;

export const gatewayTokenCreate = z.object({
  name: name.default("Token"),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export const gatewayTokenCreated = gatewayCredential
  .extend({
    token: z
      .string()
      .describe(
        "Shown this once. Basics Station's `tc.key`: `Authorization: Bearer <token>`; MQTT: the password, with the EUI as user name",
      ),
  })
  .meta({ id: "GatewayTokenCreated" });

const pem = z.string().max(20_000);
export const gatewayCertificateCreate = z.object({
  name: name.default("Certificate"),
  signingRequest: pem
    .optional()
    .describe("PEM of a PKCS #10 request; without one a key is made and returned"),
  days: z.int().min(1).max(3650).optional().describe("The server's default when absent"),
  renews: uuid
    .optional()
    .describe("An older credential that it takes the place of; that one holds until it is revoked"),
});
export const gatewayCertificateCreated = gatewayCredential
  .extend({
    certificate: pem.describe("PEM; Basics Station's `tc.crt`"),
    privateKey: pem.optional().describe("PEM, shown this once; Basics Station's `tc.key`"),
    authority: pem.describe("PEM of the authority; Basics Station's `tc.trust`"),
  })
  .meta({ id: "GatewayCertificateCreated" });

export const gatewayAuthority = z
  .object({
    certificate: pem.describe("PEM of the authority that gateways shall trust"),
    revocationList: z.string().describe("PEM of the certificates that were revoked"),
  })
  .meta({ id: "GatewayAuthority" });

const ltsKeyHex = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");
export const ltsKeyPut = z.object({
  key: ltsKeyHex.optional().describe("One is made and returned when absent"),
});
export const ltsKeySet = z
  .object({ key: ltsKeyHex.optional().describe("Where it was made here; shown this once") })
  .meta({ id: "LtsKeySet" });
