import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A small disk of its own, by tmpfs's options; null where mounting is not allowed, and the test is skipped. */
export function smallDisk(t: TestContext, options: string): string | null {
  const directory = mkdtempSync(join(tmpdir(), "lorats-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory]);
  t.after(() => {
    spawnSync("umount", ["-l", directory]);
    rmdirSync(directory);
  });
  if (mounted.status === 0) return directory;
  t.skip("needs the right to mount a small tmpfs");
  return null;
}
