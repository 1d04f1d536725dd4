import type { Capability } from "./capability.ts";

export const server: readonly Capability[] = [
  {
    title:
      "HTTP API with OpenAPI 3.1 and a page to read and try it, cursor paging, problem documents; null takes fields away",
    shownBy: [
      "packages/server/test/http/document.test.ts",
      "packages/server/test/http/resources.test.ts",
      "packages/server/test/http/console.test.ts",
    ],
  },
  {
    title: "`@lorats/client`, generated from the OpenAPI document and never stale",
    shownBy: ["packages/client/test/client.test.ts"],
  },
  {
    title:
      "Nothing answers without a credential; tenants do not see each other, in every operation of the document",
    shownBy: [
      "packages/server/test/http/access.test.ts",
      "packages/server/test/http/isolation.prop.test.ts",
      "packages/server/test/mqtt/broker.test.ts",
    ],
  },
  {
    title: "Devices over IP with a key that speaks for one device only",
    shownBy: ["packages/server/test/http/device-only.test.ts"],
  },
  {
    title: "Sign-in by one-time link, password and OpenID Connect",
    shownBy: [
      "packages/server/test/auth/auth.test.ts",
      "packages/server/test/auth/oidc/sign-in.test.ts",
      "packages/server/test/auth/oidc/account.test.ts",
    ],
  },
  {
    title:
      "Quotas of tenants, and what every key, MQTT credential and integration used, by the hour",
    shownBy: [
      "packages/server/test/usage/usage.test.ts",
      "packages/platform/src/testing/usage-store-contract.ts",
    ],
  },
  {
    title: "Requests made of the document's own schemas, and nearly so, find no failure",
    shownBy: [
      "packages/server/test/http/fuzz.prop.test.ts",
      "packages/server/test/http/fuzz.long.ts",
    ],
  },
  {
    title: "Idempotency keys and entity tags: nothing is done twice, nothing overwritten unseen",
    shownBy: ["packages/server/test/http/requests.test.ts"],
  },
  {
    title: "Live events that resume, as server-sent events and over WebSockets",
    shownBy: [
      "packages/server/test/http/events.test.ts",
      "packages/server/test/http/web-socket.test.ts",
    ],
  },
  {
    title: "Devices in bulk from tables and lists, tried out first, with every row's error",
    shownBy: ["packages/server/test/http/import-devices.test.ts"],
  },
  {
    title:
      "A tenant's whole configuration as a document: secrets sealed, brought in elsewhere, tried out first",
    shownBy: [
      "packages/server/test/tenant-document/tenant-document.prop.test.ts",
      "packages/cli/test/commands/tenants.test.ts",
    ],
  },
  {
    title: "Devices move to other applications and tenants with their history",
    shownBy: ["packages/server/test/devices/move-device.test.ts"],
  },
  {
    title: "What gateways heard and sent, by the hour",
    shownBy: ["packages/server/test/traffic/gateway-hours.test.ts"],
  },
  {
    title:
      "Semtech UDP door: garbage counted, floods limited, one port a channel plan, SDR reports proven by HMAC",
    shownBy: [
      "packages/server/test/doors/semtech-udp.test.ts",
      "packages/server/test/doors/lts.test.ts",
    ],
  },
  {
    title: "Basics Station door: discovery, configuration by region, downlinks of every class",
    shownBy: [
      "packages/server/test/doors/basics-station.test.ts",
      "packages/server/test/doors/router-config.test.ts",
    ],
  },
  {
    title:
      "Every door keeps to one suite: what is not stored is not acknowledged, any bytes are survived",
    shownBy: ["packages/server/test/doors/conformance.test.ts"],
  },
  {
    title:
      "All doors of a whole server, over TLS with tokens and certificates; kill -9 loses nothing acknowledged",
    shownBy: [
      "packages/server/test/doors/whole-server.test.ts",
      "packages/server/test/doors/kill.long.ts",
    ],
  },
  {
    title: "Alarm before a gateway's last credential ends",
    shownBy: ["packages/server/test/pki/credential-watch.test.ts"],
  },
  {
    title: "`/readyz` says why nothing can be stored",
    shownBy: ["packages/server/test/log-health.test.ts"],
  },
  {
    title: "Gateway MQTT door: at the built-in broker, or at another one",
    shownBy: ["packages/server/test/doors/gateway-mqtt.test.ts"],
  },
  {
    title:
      "Gateways prove themselves by token or client certificate, issued, renewed and revoked here",
    shownBy: [
      "packages/server/test/http/gateway-credentials.test.ts",
      "packages/server/test/pki/gateway-authority.test.ts",
    ],
  },
  {
    title:
      "HTTPS with certificates from files or of the server's own authority, taken anew without a restart",
    shownBy: [
      "packages/server/test/pki/http-tls.test.ts",
      "packages/cli/test/server-client.test.ts",
    ],
  },
  {
    title: "Settings from file, environment and flags",
    shownBy: ["packages/server/test/config/load-config.test.ts"],
  },
];
