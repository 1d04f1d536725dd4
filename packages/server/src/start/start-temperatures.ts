import type { NewEvent } from "@lorats/events";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import { LateTemperatures } from "../trust/late-temperatures.ts";
import { follow } from "./follow.ts";
import type { Undo } from "./undo.ts";

/** Reads temperatures by users' codecs as frames come, for trust. */
export function startTemperatures(services: Services, started: Undo[], log: ServerLog): void {
  const sink = new LateTemperatures(services.stores.log, services.pipeline);
  const translate = sink.read.bind(sink);
  follow<NewEvent>(
    services,
    { sink, translate, from: "now" },
    "reading temperatures",
    started,
    log,
  );
}
