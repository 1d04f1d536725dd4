import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { it, type TestContext } from "node:test";
import { type LoratsError, MemoryKeyStore, VirtualClock } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { loadConfig, startServer } from "@lorats/server";
import { FileIdentity } from "../../src/pki/file-identity.ts";
import { GatewayAuthority, newKey } from "../../src/pki/gateway-authority.ts";

/** A certificate for localhost in files, as an operator's own authority would give it. */
async function certified(t: TestContext) {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-tls-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const keys = new MemoryKeyStore();
  const authority = new GatewayAuthority({ keys, clock: systemClock, random: systemRandom });
  const certificateFile = path.join(folder, "certificate.pem");
  const keyFile = path.join(folder, "key.pem");
  const issue = async (): Promise<{ readonly cert: string; readonly key: string }> => {
    const { spki, pem: key } = newKey();
    const profile = { kind: "server", names: ["localhost", "127.0.0.1"] } as const;
    return { cert: (await authority.issue(profile, "localhost", spki, 1)).pem, key };
  };
  const { cert, key } = await issue();
  writeFileSync(certificateFile, cert);
  writeFileSync(keyFile, key);
  return { folder, certificateFile, keyFile, issue, ca: await authority.certificatePem() };
}

it("speaks HTTPS and nothing else, with the certificate in the files", async (t) => {
  const { folder, certificateFile, keyFile, ca } = await certified(t);
  const flags = {
    data_dir: path.join(folder, "data"),
    "http.port": 0,
    "http.tls": true,
    "http.certificate_file": certificateFile,
    "http.key_file": keyFile,
    "mqtt.enabled": false,
    "semtech_udp.enabled": false,
  };
  const server = await startServer(loadConfig({ environment: {}, flags }));
  t.after(() => server.stop());
  assert.match(server.httpUrl, /^https:\/\/127\.0\.0\.1:\d+$/);
  const status = await new Promise((resolve, reject) => {
    get(`${server.httpUrl}/healthz`, { ca }, (response) => {
      response.resume();
      resolve([response.statusCode, response.headers["strict-transport-security"]]);
    }).on("error", reject);
  });
  assert.deepEqual(status, [200, "max-age=31536000"]);
  await assert.rejects(fetch(server.httpUrl.replace("https", "http")));
});

it("says what is wrong with the files before anything listens", async (t) => {
  const { folder, certificateFile, keyFile, issue } = await certified(t);
  const start = (flags: Record<string, unknown>): Promise<unknown> =>
    startServer(
      loadConfig({
        environment: {},
        flags: { data_dir: path.join(folder, "data"), "http.tls": true, ...flags },
      }),
    );
  const half = { "http.certificate_file": certificateFile };
  await assert.rejects(start(half), { code: "CONFIG_BAD_VALUE" });
  const gone = { ...half, "http.key_file": path.join(folder, "gone.pem") };
  await assert.rejects(start(gone), { code: "TLS_NO_FILE", message: /gone\.pem/ });
  writeFileSync(keyFile, (await issue()).key);
  const other = { ...half, "http.key_file": keyFile };
  await assert.rejects(start(other), { code: "TLS_BAD_CERTIFICATE" });
});

it("takes new files within a minute, and none that do not fit together", async (t) => {
  const { certificateFile, keyFile, issue } = await certified(t);
  const clock = new VirtualClock();
  const told: LoratsError[] = [];
  const failed = (error: LoratsError): void => void told.push(error);
  const identity = new FileIdentity({ certificateFile, keyFile, clock, failed });
  t.after(() => identity.stop());
  let renewals = 0;
  identity.onRenewed(() => renewals++);
  const next = await issue();
  writeFileSync(certificateFile, next.cert);
  const before = identity.serverOptions();
  clock.advance(60_000);
  assert.equal(identity.serverOptions(), before);
  assert.deepEqual(
    told.map(({ code }) => code),
    ["TLS_BAD_CERTIFICATE"],
  );
  writeFileSync(keyFile, next.key);
  clock.advance(60_000);
  assert.equal(renewals, 1);
  assert.equal(String(identity.serverOptions().cert), next.cert);
});
