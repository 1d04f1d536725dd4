import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "../../../base/test/until.ts";
import { JsonLines } from "../../src/truth/json-lines.ts";

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-lines-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe("a file of truth", () => {
  it("keeps the newest lines in two bounded files, also across restarts", async (t) => {
    const folder = temporaryFolder(t);
    for (let run = 0; run < 4; run++) {
      const lines = new JsonLines(folder, "truth.jsonl", assert.fail, 1000);
      for (let n = 0; n < 40; n++) lines.write({ n: 100 * run + n });
      // oxlint-disable-next-line no-await-in-loop -- each run ends before the next begins
      await lines.close();
    }
    assert.deepEqual(readdirSync(folder).toSorted(), ["truth.jsonl", "truth.jsonl.1"]);
    const read = (name: string): number[] =>
      readFileSync(path.join(folder, name), "utf8")
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { n: number }).n);
    const all = [...read("truth.jsonl.1"), ...read("truth.jsonl")];
    assert.equal(all.at(-1), 339);
    assert.ok(all.length > 60 && all.length < 220, `${all.length}`);
  });

  it("says once in clear words that it cannot be written, and does not end the world", async (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(path.join(folder, "truth.jsonl"));
    const told: Error[] = [];
    const lines = new JsonLines(folder, "truth.jsonl", (error) => told.push(error));
    lines.write({ n: 0 });
    await until(() => told.length > 0);
    for (let n = 1; n < 5; n++) {
      lines.write({ n });
      // oxlint-disable-next-line no-await-in-loop -- what fails again would do so in between
      await pause(5);
    }
    assert.equal(told.length, 1);
    assert.match(told[0]!.message, /no longer written to .*truth\.jsonl/);
    assert.ok(lines.lost >= 1);
  });
});
