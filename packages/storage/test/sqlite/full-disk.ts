import { spawnSync } from "node:child_process";
import { type Scope, scratchDirectory } from "../support.ts";

/** A small disk of its own, where the system lets us have one. */
export function smallDisk(
  scope: Scope,
  sizeKib: number,
  close: () => Promise<void>,
): string | undefined {
  const directory = scratchDirectory(scope, async () => {
    await close();
    spawnSync("umount", ["-l", directory]);
  });
  const mount = ["-t", "tmpfs", "-o", `size=${sizeKib}k`, "lorats-test", directory];
  return spawnSync("mount", mount).status === 0 ? directory : undefined;
}
