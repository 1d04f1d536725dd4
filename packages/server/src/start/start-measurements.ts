import { measured, MeasurementSink, type FrameMeasurements } from "@lorats/platform";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import { follow } from "./follow.ts";
import type { Undo } from "./undo.ts";

/** Keeps the numbers of decoded payloads as series, as uplinks come. */
export function startMeasurements(services: Services, started: Undo[], log: ServerLog): void {
  const { stores, pipeline, metrics, reprocessing } = services;
  started.push(() => reprocessing.stop());
  const follower = follow<FrameMeasurements>(
    services,
    {
      sink: new MeasurementSink(stores.measurements),
      translate: (events) => measured(pipeline, events),
      from: "beginning",
    },
    "measuring",
    started,
    log,
  );
  metrics.total(
    "lorats_measurements_frames_total",
    "Frames whose measurements were kept since the server started",
    () => follower.status.delivered,
  );
}
