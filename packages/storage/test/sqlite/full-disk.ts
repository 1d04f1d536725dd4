import { type Scope, run, scratchDirectory } from "../support.ts";

/** A small disk of its own, where the system lets us have one. */
export function smallDisk(
  scope: Scope,
  sizeKib: number,
  close: () => Promise<void>,
): string | undefined {
  const directory = scratchDirectory(scope, async () => {
    await close();
    run("umount", ["-l", directory]);
  });
  const options = ["-t", "tmpfs", "-o", `size=${sizeKib}k`];
  return run("mount", [...options, "lorats-test", directory]) ? directory : undefined;
}
