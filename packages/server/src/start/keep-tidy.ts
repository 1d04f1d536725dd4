import { errorLine } from "@lorats/base";
import type { Storage } from "@lorats/storage";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import type { Undo } from "./undo.ts";

const TIDY_EVERY_MS = 3_600_000;
const NS_PER_DAY = 86_400_000_000_000n;

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

/** Moves old events into the archive, now and then. Returns how to stop. */
export function keepArchiving(
  { config, clock, metrics }: Pick<Services, "config" | "clock" | "metrics">,
  storage: Pick<Storage, "archive">,
  { logger }: ServerLog,
): Undo {
  const days = config["log.archive_after_days"];
  if (days === undefined) return () => {};
  let cancel: () => void = () => {};
  const archive = async (): Promise<void> => {
    try {
      const { segments, events } = await storage.archive(clock.now() - BigInt(days) * NS_PER_DAY);
      if (segments > 0) logger.info({ segments, events }, "old events were archived");
      metrics.logArchived.inc(events);
    } catch (error) {
      // What could not be moved stays where it is, and is moved next time.
      logger.warn({ error: errorLine(error) }, "old events could not be archived");
    }
    cancel = clock.after(TIDY_EVERY_MS, () => void archive());
  };
  void archive();
  return () => cancel();
}
