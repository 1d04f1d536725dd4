import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it } from "node:test";
import { loadConfig, startServer } from "@lorats/server";

const DASHBOARD = new URL("../../../examples/grafana/lorats.json", import.meta.url);

it("the dashboard asks for nothing that a running server does not measure", async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-grafana-"));
  const file = path.join(folder, "empty.toml");
  writeFileSync(file, "");
  const ports = { "http.port": 0, "mqtt.port": 0, "semtech_udp.port": 0 };
  const flags = { data_dir: path.join(folder, "data"), ...ports };
  const server = await startServer(loadConfig({ file, environment: {}, flags }));
  t.after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const signedIn = await fetch(`${server.httpUrl}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-lorats-client": "test" },
    body: JSON.stringify({ token: server.signInToken }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]!.split(";")[0]!;
  const metrics = await fetch(`${server.httpUrl}/metrics`, { headers: { cookie } });
  const measured = new Set(
    [...(await metrics.text()).matchAll(/^# HELP (\S+)/gm)].map(([, name]) => name!),
  );
  const asked = new Set(
    [...readFileSync(DASHBOARD, "utf8").matchAll(/\blorats_[a-z0-9_]+/g)].map(([name]) =>
      name.replace(/_(bucket|sum|count)$/, ""),
    ),
  );
  assert.ok(asked.size >= 10);
  assert.deepEqual(
    [...asked].filter((name) => !measured.has(name)),
    [],
  );
});
