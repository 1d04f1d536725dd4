import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { createClient } from "@lorats/api";
import { loadConfig, startServer, type Config, type RunningServer } from "@lorats/server";
import { startPostgres } from "../../storage/test/postgres/server.ts";

function folder(t: TestContext): string {
  const made = mkdtempSync(path.join(tmpdir(), "lorats-start-"));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function config(dataDir: string, change: Partial<Config> = {}): Config {
  const flags = {
    data_dir: dataDir,
    "http.port": 0,
    "mqtt.port": 0,
    "semtech_udp.port": 0,
    ...change,
  };
  return loadConfig({ file: emptyFile(dataDir), environment: {}, flags });
}

/** So that a file in the working directory plays no part. */
function emptyFile(dataDir: string): string {
  const file = path.join(path.dirname(dataDir), "empty.toml");
  writeFileSync(file, "");
  return file;
}

async function cookieOf({ httpUrl, signInToken }: RunningServer): Promise<string> {
  const response = await fetch(`${httpUrl}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-lorats-client": "test" },
    body: JSON.stringify({ token: signInToken }),
  });
  assert.equal(response.status, 204);
  return response.headers.getSetCookie()[0]!.split(";")[0]!;
}

it("refuses a demonstration that could not reach the server, before anything is made", async (t) => {
  const dataDir = path.join(folder(t), "data");
  const file = { "http.certificate_file": "/c.pem", "http.key_file": "/k.pem" };
  for (const unfit of [{ "http.tls": true, ...file }, { "semtech_udp.enabled": false }]) {
    await assert.rejects(startServer(config(dataDir, unfit), { demo: true }), {
      code: "CONFIG_INVALID",
      message: /^--demo /,
    });
  }
  assert.ok(!existsSync(dataDir));
});

describe("the whole server", () => {
  it("keeps everything in PostgreSQL when it is told to", async (t) => {
    const postgres = await startPostgres();
    t.after(() => postgres.stop());
    const url = await postgres.emptySchema();
    const dataDir = path.join(folder(t), "data");
    const inPostgres = config(dataDir, { "storage.postgres_url": url });
    const first = await startServer(inPostgres);
    const cookie = await cookieOf(first);
    await first.stop();
    const again = await startServer(inPostgres);
    t.after(() => again.stop());
    const me = await fetch(`${again.httpUrl}/api/v1/me`, { headers: { cookie } });
    assert.equal(me.status, 200);
    assert.ok(!existsSync(path.join(dataDir, "log.db")));
    await postgres.dropConnections();
    const later = await fetch(`${again.httpUrl}/api/v1/me`, { headers: { cookie } });
    assert.equal(later.status, 200);
  });

  it("starts on an empty directory, lets its administrator in once and ends in order", async (t) => {
    const server = await startServer(config(path.join(folder(t), "data")));
    const cookie = await cookieOf(server);
    const me = await fetch(`${server.httpUrl}/api/v1/me`, { headers: { cookie } });
    const { isServerAdmin, tenants } = (await me.json()) as {
      isServerAdmin: boolean;
      tenants: { name: string }[];
    };
    assert.equal(isServerAdmin, true);
    assert.deepEqual(
      tenants.map(({ name }) => name),
      ["Home"],
    );
    const again = await fetch(`${server.httpUrl}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-lorats-client": "test" },
      body: JSON.stringify({ token: server.signInToken }),
    });
    assert.equal(again.status, 401);
    const ready = await fetch(`${server.httpUrl}/readyz`);
    assert.deepEqual([ready.status, await ready.json()], [200, { status: "ready" }]);
    assert.ok(server.screen.includes(server.signInToken));
    await server.stop();
    await assert.rejects(fetch(`${server.httpUrl}/healthz`));
  });

  it("keeps what it was told over a restart, and revokes the old sign-in", async (t) => {
    const settings = config(path.join(folder(t), "data"));
    const first = await startServer(settings);
    const cookie = await cookieOf(first);
    const created = await fetch(`${first.httpUrl}/api/v1/api-keys`, {
      method: "POST",
      headers: { cookie, "content-type": "application/json", "x-lorats-client": "test" },
      body: JSON.stringify({ serverWide: true, name: "admin", scopes: ["*"] }),
    });
    const { secret } = (await created.json()) as { secret: string };
    const tenantId = (await createClient({ baseUrl: first.httpUrl, apiKey: secret }).me())
      .tenants[0]!.id;
    await createClient({ baseUrl: first.httpUrl, apiKey: secret }).createApplication({
      tenantId,
      name: "Meters",
    });
    // The administrator of the first start may sign in by a password from then on.
    const [email, password] = ["admin@localhost", "four words are better"];
    const session = (path: string, method: string, body: object): Promise<Response> =>
      fetch(`${first.httpUrl}/api/v1${path}`, {
        method,
        headers: { cookie, "content-type": "application/json", "x-lorats-client": "test" },
        body: JSON.stringify(body),
      });
    assert.equal((await session("/me/password", "PUT", { newPassword: password })).status, 204);
    assert.equal((await session("/session", "POST", { email, password })).status, 204);
    await first.stop();
    const second = await startServer(settings);
    t.after(() => second.stop());
    const client = createClient({ baseUrl: second.httpUrl, apiKey: secret });
    assert.equal((await client.listApplications()).items[0]?.name, "Meters");
    assert.notEqual(second.signInToken, first.signInToken);
    const audit = await client.listAudit();
    assert.ok(audit.items.some(({ body }) => body["kind"] === "application"));
    await cookieOf(second);
  });

  it("says in one line what keeps it from starting, and leaves nothing behind", async (t) => {
    const data = path.join(folder(t), "data");
    const running = await startServer(config(data));
    await assert.rejects(startServer(config(data)), { code: "STORE_LOCKED", blame: "caller" });
    const elsewhere = config(path.join(folder(t), "data"));
    const httpPort = Number(new URL(running.httpUrl).port);
    const taken: Partial<Config>[] = [
      { "http.port": httpPort },
      { "mqtt.port": running.mqtt!.port },
      { "semtech_udp.port": running.semtechUdp!.port },
    ];
    for (const change of taken) {
      const refused = startServer({ ...elsewhere, ...change });
      await assert.rejects(refused, (error: Error & { code: string }) => {
        assert.equal(error.code, "PORT_IN_USE", JSON.stringify(change));
        assert.equal(error.message.includes("\n"), false);
        return true;
      });
    }
    const host = startServer({ ...elsewhere, "http.host": "192.0.2.1" });
    await assert.rejects(host, { code: "HOST_UNKNOWN" });
    await running.stop();
    // Nothing of the failed starts still holds the directory or a port.
    const free = await startServer({ ...elsewhere, "http.port": httpPort });
    await free.stop();
    const notFolder = path.join(folder(t), "file");
    writeFileSync(notFolder, "");
    const impossible = { ...elsewhere, data_dir: path.join(notFolder, "data") };
    await assert.rejects(startServer(impossible), { code: "STORE_UNWRITABLE", blame: "caller" });
  });

  it("listens on nothing that is switched off", async (t) => {
    const server = await startServer(
      config(path.join(folder(t), "data"), { "mqtt.enabled": false, "semtech_udp.enabled": false }),
    );
    t.after(() => server.stop());
    assert.equal(server.mqtt, undefined);
    assert.equal(server.semtechUdp, undefined);
    assert.equal(server.screen.includes("MQTT"), false);
  });

  it("listens on loopback only, unless told otherwise", async (t) => {
    const server = await startServer(config(path.join(folder(t), "data")));
    t.after(() => server.stop());
    const ports = [Number(new URL(server.httpUrl).port), server.mqtt!.port];
    for (const port of ports) {
      // Another loopback address stands in for the network: what listens on all addresses would be there, too.
      const free = createServer();
      await new Promise<void>((resolve, reject) => {
        free.once("error", reject);
        free.listen(port, "127.0.0.2", resolve);
      });
      free.close();
    }
  });
});
