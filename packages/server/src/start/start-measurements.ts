import { errorLine } from "@lorats/base";
import { Follower, measured, MeasurementSink, type FrameMeasurements } from "@lorats/platform";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import type { Undo } from "./undo.ts";

/** Keeps the numbers of decoded payloads as series, as uplinks come. */
export function startMeasurements(
  { stores, clock, pipeline, metrics, reprocessing }: Services,
  started: Undo[],
  { logger }: ServerLog,
): void {
  const stopping = new AbortController();
  const follower = new Follower<FrameMeasurements>({
    log: stores.log,
    cursors: stores.publisherCursors,
    clock,
    sink: new MeasurementSink(stores.measurements),
    translate: (events) => measured(pipeline, events),
    from: "beginning",
  });
  const running = follower.run(stopping.signal).catch((error: unknown) => {
    logger.error({ error: errorLine(error) }, "measuring ended");
  });
  metrics.total(
    "lorats_measurements_frames_total",
    "Frames whose measurements were kept since the server started",
    () => follower.status.delivered,
  );
  started.push(async () => {
    stopping.abort();
    await running;
    await reprocessing.stop();
  });
}
