import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { loadConfig, startServer } from "@lorats/server";

const LORATS = fileURLToPath(new URL("../../bin/lorats.mjs", import.meta.url));

function lorats(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...environment } };
    execFile(process.execPath, [LORATS, ...args], options, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

it("reprocess begins at a running server, waits, and says what came of it", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "lorats-reprocess-"));
  const flags = {
    data_dir: folder,
    "http.port": 0,
    "mqtt.enabled": false,
    "semtech_udp.port": 0,
    "basics_station.enabled": false,
  };
  const server = await startServer(loadConfig({ environment: {}, flags }));
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const url = server.httpUrl;
  const json = { "content-type": "application/json", "x-lorats-client": "test" };
  const post = (where: string, body: unknown, headers = {}): Promise<Response> =>
    fetch(`${url}/api/v1${where}`, {
      method: "POST",
      headers: { ...json, ...headers },
      body: JSON.stringify(body),
    });
  const signedIn = await post("/session", { token: server.signInToken });
  const cookie = signedIn.headers.get("set-cookie")!.split(";")[0]!;
  const tenants = await fetch(`${url}/api/v1/tenants`, { headers: { cookie } });
  const { items } = (await tenants.json()) as { items: { id: string }[] };
  const query = { tenantId: items[0]!.id, name: "cli", scopes: ["*"] };
  const made = await post("/api-keys", query, { cookie });
  const { secret } = (await made.json()) as { secret: string };
  const from = ["reprocess", "--from", "2026-01-01", "--url", url];
  const done = await lorats([...from, "--json"], { LORATS_API_KEY: secret });
  assert.equal(done.code, 0, done.stderr);
  const last = JSON.parse(done.stdout.trim().split("\n").at(-1)!) as Record<string, unknown>;
  assert.deepEqual([last["state"], last["uplinks"], last["done"]], ["done", 0, 1]);
  const wrong = await lorats(from, { LORATS_API_KEY: "lts_key_wrong_wrong_wrong" });
  assert.deepEqual([wrong.code, /error\[AUTH_REQUIRED\]/.test(wrong.stderr)], [2, true]);
  const nowhere = await lorats([...from.slice(0, 3), "--url", "http://127.0.0.1:9"], {
    LORATS_API_KEY: secret,
  });
  assert.match(nowhere.stderr, /error\[SERVER_UNREACHABLE\]: no server answers/);
});
