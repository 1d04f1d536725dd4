/**
 * The same wish to end, told twice: npm passes on a Ctrl-C that the terminal has delivered already, and what starts us on an older
 * Node passes on what systemd tells every process of a service.
 */
const SAME_WISH_MS = 1_000;

/** Resolves on the first signal to end; one more, later, ends the process at once. */
export function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        askedAt ??= performance.now();
        if (performance.now() - askedAt > SAME_WISH_MS) process.exit(1);
        resolve();
      });
    }
  });
}
