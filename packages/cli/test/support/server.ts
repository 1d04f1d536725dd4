import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { loadConfig, startServer } from "@lorats/server";

const LORATS = fileURLToPath(new URL("../../bin/lorats.mjs", import.meta.url));

/** Runs the command. */
export function lorats(
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

/** A server of its own, with its first tenant and a key that may do everything there. */
export async function serverWithKey(
  t: TestContext,
): Promise<{ readonly url: string; readonly apiKey: string; readonly folder: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), "lorats-cli-"));
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
  const url = server.httpUrl!;
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
  return { url, apiKey: secret, folder };
}
