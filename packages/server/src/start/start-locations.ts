import { errorLine } from "@lorats/base";
import { Follower } from "@lorats/platform";
import { Locator, resolversOf, type Candidate } from "../location/locator.ts";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import type { Undo } from "./undo.ts";

/** Says where devices are, as frames come. */
export function startLocations(services: Services, started: Undo[], { logger }: ServerLog): void {
  const resolvers = resolversOf(services.config);
  if (resolvers.length === 0) return;
  const { stores, clock } = services;
  const locator = new Locator(services, resolvers, (resolver, error) =>
    logger.warn({ resolver, error }, "a location could not be worked out"),
  );
  const stopping = new AbortController();
  const follower = new Follower<Candidate>({
    log: stores.log,
    cursors: stores.publisherCursors,
    clock,
    sink: locator,
    translate: (events) => locator.locate(events),
    from: "now",
  });
  const running = follower.run(stopping.signal).catch((error: unknown) => {
    logger.error({ error: errorLine(error) }, "locating ended");
  });
  started.push(async () => {
    stopping.abort();
    await running;
  });
}
