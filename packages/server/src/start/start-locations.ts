import { Locator, resolversOf, type Candidate } from "../location/locator.ts";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import { follow } from "./follow.ts";
import type { Undo } from "./undo.ts";

/** Says where devices are, as frames come. */
export function startLocations(services: Services, started: Undo[], log: ServerLog): void {
  const resolvers = resolversOf(services.config);
  if (resolvers.length === 0) return;
  const locator = new Locator(services, resolvers, (resolver, error) =>
    log.logger.warn({ resolver, error }, "a location could not be worked out"),
  );
  const translate = locator.locate.bind(locator);
  const parts = { sink: locator, translate, from: "now" } as const;
  follow<Candidate>(services, parts, "locating", started, log);
}
