import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mock, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { runCli } from "../../src/program.ts";

const CAMPUS = fileURLToPath(new URL("../../../../examples/world/campus.toml", import.meta.url));

async function world(...argv: string[]): Promise<{ code: number; err: string }> {
  let err = "";
  const write = mock.method(process.stderr, "write", (chunk: string | Uint8Array) => {
    err += String(chunk);
    return true;
  });
  try {
    return { code: await runCli(["world", ...argv]), err };
  } finally {
    write.mock.restore();
  }
}

function withoutKey(t: TestContext): void {
  const key = process.env["LORATS_API_KEY"];
  delete process.env["LORATS_API_KEY"];
  t.after(() => {
    if (key !== undefined) process.env["LORATS_API_KEY"] = key;
  });
}

test("world --check accepts the example and runs nothing", async () => {
  assert.deepEqual(await world("--config", CAMPUS, "--check"), { code: 0, err: "" });
});

test("world says in one line what is wrong with a scenario", async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-cli-world-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "bad.toml");
  writeFileSync(file, 'name = "bad"\nseed = 1.5\n');
  const { code, err } = await world("--config", file, "--check");
  assert.equal(code, 2);
  assert.match(err, /^error\[WORLD_BAD_SCENARIO\]: .*bad\.toml: seed: [^\n]+\n$/);
});

test("world wants a key, and a server that can be", async (t) => {
  withoutKey(t);
  const keyless = await world("--config", CAMPUS);
  assert.equal(keyless.code, 2);
  assert.match(keyless.err, /^error\[WORLD_NO_KEY\]: [^\n]+\n$/);
  process.env["LORATS_API_KEY"] = "a-key";
  const portless = await world("--config", CAMPUS, "--udp", "127.0.0.1:none");
  delete process.env["LORATS_API_KEY"];
  assert.equal(portless.code, 2);
  assert.match(portless.err, /LORATS_UDP_PORT is not a port/);
});
