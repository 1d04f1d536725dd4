import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** Runs `lorats gateway`; a line of stderr that matches `until` ends it by SIGTERM. */
function gateway(args: readonly string[], until?: RegExp): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, "gateway", ...args]);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
    if (until?.test(stderr)) child.kill("SIGTERM");
  });
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, stderr }));
  });
}

void test("a bad configuration ends with 2 and one line; a sound one runs until it is told to stop", async (t) => {
  const directory = mkdtempSync(join(tmpdir(), "lorats-cli-gateway-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, "g.toml");
  const text = `[gateway]\neui = "aabbccfffe000001"\nspool = "spool"
[[server]]\nhost = "127.0.0.1"\nport = 1\n[sdr]\ntype = "rtl_tcp"\nport = 1\n`;
  writeFileSync(path, text.replace("eui", "uei"));
  const bad = await gateway(["--config", path]);
  assert.equal(bad.code, 2);
  assert.match(bad.stderr, /^error\[GW_BAD_CONFIG\]: .*gateway[^\n]*\n$/);
  assert.equal((await gateway([])).code, 2);
  writeFileSync(path, text);
  assert.deepEqual(await gateway(["--config", path, "--check"]), { code: 0, stderr: "" });
  const good = await gateway(["--config", path], /again in 0\.5 s/);
  assert.equal(good.code, 0);
});
