import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { temporaryDirectory } from "./setup.ts";

const SOURCE = new URL("fake-dongle.c", import.meta.url).pathname;

/** What is missing for Debian's own program to run; false when all is there. */
export function missingFor(program: "rtl_tcp" | "rtl_sdr"): string | false {
  for (const [tool, flag] of [
    [program, "-h"],
    ["cc", "--version"],
  ] as const) {
    if (spawnSync(tool, [flag]).error) return `no ${tool} here: apt install rtl-sdr gcc`;
  }
  return false;
}

/** Environment in which those programs find, in place of a dongle, a recording that is played. */
export function withDongle(
  t: { after(call: () => void): void },
  iqPath: string,
): NodeJS.ProcessEnv {
  const library = join(temporaryDirectory(t), "fake-dongle.so");
  const built = spawnSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, SOURCE]);
  assert.equal(built.status, 0, built.stderr.toString());
  return { ...process.env, LD_PRELOAD: library, FAKE_DONGLE_IQ: iqPath };
}
