import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { makeDirectory } from "@lorats/base/node";

function scratch(t: TestContext): string {
  const directory = mkdtempSync(path.join(tmpdir(), "lorats-directory-"));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

describe("makeDirectory", () => {
  it("makes what is missing and says where that begins", (t) => {
    const root = scratch(t);
    const wanted = path.join(root, "a", "b", "c");
    assert.equal(makeDirectory(wanted, 0o700), path.join(root, "a"));
    assert.equal(statSync(wanted).mode & 0o777, 0o700);
    assert.equal(makeDirectory(wanted), undefined);
  });

  it("refuses a file in the directory's place", (t) => {
    const file = path.join(scratch(t), "file");
    writeFileSync(file, "");
    assert.throws(() => makeDirectory(file), { code: "EEXIST" });
    assert.throws(() => makeDirectory(path.join(file, "below")), { code: "ENOTDIR" });
  });

  const skip = existsSync("/proc/self") ? false : "no /proc on this system";
  it("comes back from where the system makes no directories", { skip }, () => {
    assert.throws(() => makeDirectory("/proc/lorats/data"), { code: "ENOENT" });
  });
});
