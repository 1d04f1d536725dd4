import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { it } from "node:test";
import { MemoryKeyStore } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { GatewayAuthority, newKey } from "../../server/src/pki/gateway-authority.ts";
import { withServer } from "../src/server-client.ts";

it("tells a certificate that nobody believes from a server that is not there", async (t) => {
  const parts = { keys: new MemoryKeyStore(), clock: systemClock, random: systemRandom };
  const { spki, pem: key } = newKey();
  const profile = { kind: "server", names: ["127.0.0.1"] } as const;
  const { pem: cert } = await new GatewayAuthority(parts).issue(profile, "127.0.0.1", spki, 1);
  const server = createServer({ cert, key }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const ask = (scheme: string): Promise<unknown> =>
    withServer({ url: `${scheme}://127.0.0.1:${port}`, apiKey: "x" }, (client) => client.me());
  await assert.rejects(ask("https"), {
    code: "SERVER_NOT_TRUSTED",
    message: /NODE_EXTRA_CA_CERTS/,
  });
  await assert.rejects(ask("http"), { code: "SERVER_UNREACHABLE" });
});
