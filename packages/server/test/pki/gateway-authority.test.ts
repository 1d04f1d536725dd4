import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  X509Certificate,
} from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { MemoryKeyStore } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import fc from "fast-check";
import { readAll } from "../../src/pki/der.ts";
import { GatewayAuthority, newKey } from "../../src/pki/gateway-authority.ts";
import { readSigningRequest } from "../../src/pki/signing-request.ts";

function authority(keys = new MemoryKeyStore()): GatewayAuthority {
  return new GatewayAuthority({ keys, clock: systemClock, random: systemRandom });
}

const OPENSSL = (() => {
  try {
    return execFileSync("openssl", ["version"], { encoding: "utf8" });
  } catch {
    return undefined;
  }
})();

/** Another implementation's opinion. */
function openssl(t: TestContext, files: Record<string, string>, args: string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-pki-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return execFileSync("openssl", args, { cwd: folder, encoding: "utf8" });
}

const SERVER = { kind: "server", names: ["lns.example.org", "192.0.2.7", "2001:db8::7"] } as const;

describe("the authority for gateways", () => {
  it("issues certificates that hold for what they are for", async () => {
    const made = authority();
    const ca = new X509Certificate(await made.certificatePem());
    assert.equal(ca.ca, true);
    assert.ok(ca.verify(ca.publicKey));
    const { spki, key } = newKey();
    const server = new X509Certificate((await made.issue(SERVER, "lns", spki, 90)).der);
    assert.ok(server.checkIssued(ca));
    assert.ok(server.verify(ca.publicKey));
    assert.equal(server.ca, false);
    assert.ok(
      server.checkPrivateKey(createPrivateKey(key.export({ format: "pem", type: "pkcs8" }))),
    );
    assert.equal(server.checkHost("lns.example.org"), "lns.example.org");
    assert.equal(server.checkHost("other.example.org"), undefined);
    assert.equal(server.checkIP("192.0.2.7"), "192.0.2.7");
    assert.equal(server.checkIP("2001:db8::7"), "2001:db8::7");
    const issued = await made.issue({ kind: "client" }, "aa555a0000000101", spki, 365);
    const client = new X509Certificate(issued.der);
    assert.match(client.subject, /CN=aa555a0000000101/);
    assert.deepEqual(client.keyUsage, ["1.3.6.1.5.5.7.3.2"]);
    assert.equal(client.serialNumber.toLowerCase(), issued.serial);
    const days = (client.validToDate.getTime() - Date.now()) / 86_400_000;
    assert.ok(days > 364.9 && days < 365.1, String(days));
  });

  it("is the same after a restart, and the same for two who ask at once", async () => {
    const keys = new MemoryKeyStore();
    const [one, two] = [authority(keys), authority(keys)];
    const [first, second] = await Promise.all([one.certificatePem(), two.certificatePem()]);
    assert.equal(first, second);
    const later = authority(keys);
    assert.equal(await later.certificatePem(), first);
    const { der } = await later.issue({ kind: "client" }, "x", newKey().spki, 1);
    assert.ok(new X509Certificate(der).verify(new X509Certificate(first).publicKey));
  });

  it("passes openssl's checks, revocation included", { skip: !OPENSSL }, async (t) => {
    const made = authority();
    const ca = await made.certificatePem();
    const { spki } = newKey();
    const server = await made.issue(SERVER, "lns", spki, 90);
    const good = await made.issue({ kind: "client" }, "aa555a0000000101", spki, 90);
    const bad = await made.issue({ kind: "client" }, "aa555a0000000102", spki, 90);
    const revokedAt = new Date();
    const serial = Buffer.from(bad.serial, "hex");
    const crl = await made.revocationListPem([{ serial, revokedAt }]);
    const files = {
      "ca.pem": ca,
      "crl.pem": crl,
      "server.pem": server.pem,
      "good.pem": good.pem,
      "bad.pem": bad.pem,
    };
    const verify = (purpose: string, ...rest: string[]): string =>
      openssl(t, files, [
        "verify",
        "-x509_strict",
        "-CAfile",
        "ca.pem",
        "-purpose",
        purpose,
        ...rest,
      ]);
    assert.match(verify("sslserver", "server.pem"), /OK/);
    const listed = ["-crl_check", "-CRLfile", "crl.pem"];
    assert.match(verify("sslclient", ...listed, "good.pem"), /OK/);
    assert.throws(() => verify("sslclient", ...listed, "bad.pem"), /revoked/);
    assert.throws(() => verify("sslserver", "good.pem"));
    assert.match(openssl(t, files, ["crl", "-in", "crl.pem", "-CAfile", "ca.pem", "-noout"]), /^/);
  });
});

describe("signing requests", () => {
  it("give their public key when its owner signed them", { skip: !OPENSSL }, async (t) => {
    for (const [type, options, args] of [
      ["ec", { namedCurve: "prime256v1" }, []],
      ["ec", { namedCurve: "secp384r1" }, ["-sha384"]],
      ["rsa", { modulusLength: 2048 }, []],
    ] as const) {
      const { privateKey, publicKey } = generateKeyPairSync(type as "ec", {
        ...(options as { namedCurve: string }),
      });
      const key = privateKey.export({ format: "pem", type: "pkcs8" }) as string;
      const request = openssl(t, { "key.pem": key }, [
        "req",
        "-new",
        "-key",
        "key.pem",
        "-subj",
        "/CN=whoever",
        ...args,
      ]);
      const read = readSigningRequest(request);
      assert.ok(read.ok);
      const same = createPublicKey({ key: Buffer.from(read.value), format: "der", type: "spki" });
      assert.ok(same.equals(publicKey));
      const damaged = request.replace(
        /([A-Za-z0-9+/])\n(.{20})/,
        (_, c: string, rest: string) => `${c === "A" ? "B" : "A"}\n${rest}`,
      );
      assert.equal(readSigningRequest(damaged).ok, false);
    }
  });

  it("are refused when the key is weak", { skip: !OPENSSL }, (t) => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const key = privateKey.export({ format: "pem", type: "pkcs8" }) as string;
    const args = ["req", "-new", "-key", "key.pem", "-subj", "/CN=whoever"];
    const read = readSigningRequest(openssl(t, { "key.pem": key }, args));
    assert.equal(!read.ok && read.code, "PKI_WEAK_KEY");
  });

  it("may be any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const body = Buffer.from(bytes).toString("base64");
        const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${body}\n-----END CERTIFICATE REQUEST-----`;
        assert.equal(readSigningRequest(pem).ok, false);
        const all = readAll(bytes);
        const length = all?.reduce((sum, { whole }) => sum + whole.length, 0);
        assert.ok(all === undefined || length === bytes.length);
      }),
    );
  });
});
