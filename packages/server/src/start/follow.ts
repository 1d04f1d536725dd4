import { errorLine } from "@lorats/base";
import { Follower, type FollowerParts } from "@lorats/platform";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import type { Undo } from "./undo.ts";

/** Follows the log until the server ends. @param doing for the log, should it fail */
export function follow<T>(
  { stores: { log, publisherCursors: cursors }, clock }: Pick<Services, "stores" | "clock">,
  parts: Omit<FollowerParts<T>, "log" | "cursors" | "clock">,
  doing: string,
  started: Undo[],
  { logger }: ServerLog,
): Follower<T> {
  const stopping = new AbortController();
  const follower = new Follower<T>({ log, cursors, clock, ...parts });
  const running = follower.run(stopping.signal).catch((error: unknown) => {
    logger.error({ error: errorLine(error) }, `${doing} ended`);
  });
  started.push(async () => {
    stopping.abort();
    await running;
  });
  return follower;
}
