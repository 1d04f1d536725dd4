import { randomBytes } from "node:crypto";
import type { FastifyReply } from "fastify";

/** What every answer carries. */
export const COMMON_HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
} as const;

/** For answers that are no page: nothing in them may load or run anything. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** For the console's page: its own files only, and the style sheets that carry this nonce. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** For the page of the API document, whose program puts styles into its elements. */
export const DOCUMENT_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

export function newNonce(): string {
  return randomBytes(16).toString("base64");
}

/** @param certified whether browsers come by HTTPS with a certificate they believe, which they then shall hold us to */
export function setCommonHeaders(reply: FastifyReply, certified: boolean): void {
  for (const [name, value] of Object.entries(COMMON_HEADERS)) void reply.header(name, value);
  if (certified) void reply.header("strict-transport-security", "max-age=31536000");
  if (!reply.hasHeader("content-security-policy")) {
    void reply.header("content-security-policy", DATA_POLICY);
  }
}
