import type { Services } from "../services.ts";
import type { Undo } from "./undo.ts";

const TIDY_EVERY_MS = 3_600_000;

/** Forgets expired sessions and tokens now and then. Returns how to stop. */
export function keepTidy({ clock, stores }: Services): Undo {
  let cancel: () => void = () => {};
  const tidy = (): void => {
    const now = clock.now();
    // What could not be pruned now is pruned next time; an expired session is refused all the same.
    void Promise.allSettled([
      stores.webSessions.prune(now),
      stores.signInTokens.prune(now),
      stores.idempotency.prune(now),
    ]);
    cancel = clock.after(TIDY_EVERY_MS, tidy);
  };
  tidy();
  return () => cancel();
}
