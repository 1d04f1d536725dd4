import { setTimeout as pause } from "node:timers/promises";

/**
 * How long, in milliseconds, a test waits for what should come. No test expects anything to take so long, on however slow a
 * machine: the limit only lets a test that waits in vain say for what, before the runner ends it after two minutes.
 */
export const PATIENCE_MS = 100_000;

/** Looks again and again until what it finds counts as true, and resolves to that. */
export async function until<T>(
  look: () => T | Promise<T>,
  timeoutMs = PATIENCE_MS,
): Promise<Exclude<T, undefined | null | false>> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found as Exclude<T, undefined | null | false>;
    if (performance.now() > end) throw new Error(`nothing came of ${String(look)}`);
    await pause(10);
  }
}
