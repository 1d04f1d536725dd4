import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import vectors from "../../../../examples/device/vectors.json" with { type: "json" };

const FOLDER = fileURLToPath(new URL("../../../../examples/device/", import.meta.url));
const COMPILER = process.env["CC"] ?? "cc";
const hasCompiler = spawnSync(COMPILER, ["--version"]).status === 0;

it(
  "the reference in C gives the published vectors",
  { skip: hasCompiler ? false : "no C compiler (cc) on this machine" },
  (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), "lorats-device-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const program = path.join(folder, "print_vectors");
    const sources = ["print_vectors.c", "lorats_device.c", "aes128.c"];
    const strict = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O2"];
    execFileSync(COMPILER, [...strict, "-o", program, ...sources.map((file) => FOLDER + file)]);
    const { minSlices, maxSlices } = vectors.plan;
    const asked = [vectors.appSKey, minSlices, maxSlices, vectors.intervals.length];
    const printed = execFileSync(program, asked.map(String), { encoding: "utf8" });
    assert.deepEqual(printed.trim().split("\n"), [
      `key ${vectors.scheduleKey}`,
      ...vectors.intervals.map((slices) => `interval ${slices}`),
      ...vectors.elapsed.map(({ hex }) => `elapsed ${hex}`),
    ]);
  },
);
