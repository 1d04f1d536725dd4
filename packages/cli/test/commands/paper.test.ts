import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mock, test } from "node:test";
import { runCli } from "../../src/program.ts";

async function paper(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const taken = (["stdout", "stderr"] as const).map((name) =>
    mock.method(process[name], "write", (chunk: string | Uint8Array) => {
      // The test runner's own reports are bytes.
      if (typeof chunk === "string") said[name === "stdout" ? "out" : "err"] += chunk;
      return true;
    }),
  );
  try {
    return { code: await runCli(["paper", ...argv]), ...said };
  } finally {
    for (const one of taken) one.mock.restore();
  }
}

test("paper runs one figure, writes its report and says what came out", async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-cli-paper-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const { code, out, err } = await paper("overhead", "--out", folder);
  assert.deepEqual([code, err], [0, ""]);
  assert.match(out, /^overhead: 15 synchronisations .*\n.*report\.html\n$/);
  assert.ok(existsSync(path.join(folder, "report.html")));
  const { out: json } = await paper("overhead", "--out", folder, "--json");
  assert.equal((JSON.parse(json) as { id: string }).id, "overhead");
});

test("paper lists what there is, and refuses what there is not", async () => {
  const { out } = await paper("--list");
  assert.match(out, /^table-1 .*windows/m);
  const refused = await paper("figure-99");
  assert.equal(refused.code, 2);
  assert.match(refused.err, /^error\[PAPER_NO_FIGURE\]: there is no figure-99/);
});
