import { errorLine, type Instant } from "@lorats/base";
import { RETENTION_CLASSES, type Retention, type Storage } from "@lorats/storage";
import type { Config } from "../config/settings.ts";
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

/** From when on each class of events is kept. */
function retentionOf(config: Config, now: Instant): Retention {
  return Object.fromEntries(
    RETENTION_CLASSES.flatMap((one) => {
      const days = config[`log.keep_${one}_days`];
      return days === undefined ? [] : [[one, now - BigInt(days) * NS_PER_DAY]];
    }),
  );
}

/** Moves old events into the archive, and out of it what is kept no longer, now and then. Returns how to stop. */
export function keepArchiving(
  { config, clock, metrics }: Pick<Services, "config" | "clock" | "metrics">,
  storage: Pick<Storage, "archive" | "expire">,
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
      const expired = await storage.expire(retentionOf(config, clock.now()));
      if (expired.segments > 0)
        logger.info(expired, "events left the archive, as their time is over");
      metrics.logExpired.inc(expired.events);
    } catch (error) {
      // What could not be moved stays where it is, and is moved next time.
      logger.warn({ error: errorLine(error) }, "old events could not be archived");
    }
    cancel = clock.after(TIDY_EVERY_MS, () => void archive());
  };
  void archive();
  return () => cancel();
}
