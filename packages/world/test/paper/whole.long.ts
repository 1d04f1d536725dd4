import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it } from "node:test";
import { PAPER_FIGURES } from "../../src/paper/index.ts";
import { runPaper } from "../../src/paper/run-paper.ts";

it("the whole quick reproduction takes two minutes of processor time at most", async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-paper-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const before = process.cpuUsage();
  const done = await runPaper({ ids: [], folder, quick: true, seed: 1 });
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  t.diagnostic(`figure: ${done.length} figures in ${seconds.toFixed(0)} s of processor time`);
  assert.equal(done.length, PAPER_FIGURES.length);
  assert.ok(seconds < 120, `${seconds} s`);
  const html = readFileSync(path.join(folder, "report.html"), "utf8");
  for (const { id } of PAPER_FIGURES) assert.ok(html.includes(`id="${id}"`), id);
});
