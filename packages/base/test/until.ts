import { setTimeout as pause } from "node:timers/promises";

const LOOK_EVERY_MS = 10;

/**
 * How long, in milliseconds, a test waits for what should come. No test expects anything to take so long, on however slow a
 * machine: the limit only lets a test that waits in vain say for what.
 */
export const PATIENCE_MS = 100_000;

/**
 * Looks again and again until what it finds counts as true, and resolves to that. Patience is counted in looks: a machine that
 * stands still for minutes uses up none of it.
 */
export async function until<T>(
  look: () => T | Promise<T>,
  timeoutMs = PATIENCE_MS,
): Promise<Exclude<T, undefined | null | false>> {
  for (let looks = timeoutMs / LOOK_EVERY_MS; ; looks--) {
    const found = await look();
    if (found) return found as Exclude<T, undefined | null | false>;
    if (looks <= 0) throw new Error(`nothing came of ${String(look)}`);
    await pause(LOOK_EVERY_MS);
  }
}
