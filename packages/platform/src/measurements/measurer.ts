import type { StoredEvent } from "@lorats/events";
import type { Sink } from "../delivery/sink.ts";
import { isDerivable, type UplinkPipeline } from "../pipeline/uplink-pipeline.ts";
import { measurementsOf, type FrameMeasurements, type MeasurementStore } from "./measurement.ts";

/** Events of the log to what they measure, for a `Follower` that brings it to a `MeasurementSink`. */
export async function measured(
  pipeline: UplinkPipeline,
  events: readonly StoredEvent[],
): Promise<readonly FrameMeasurements[]> {
  pipeline.note(events);
  const frames = events
    .filter(isDerivable)
    .filter((event) => event.type === "observation" || event.body.revision === 0);
  const derived = await pipeline.derive(frames);
  return [...derived.values()].flatMap((one) => measurementsOf(one) ?? []);
}

export class MeasurementSink implements Sink<FrameMeasurements> {
  readonly name = "measurements";
  readonly #store: MeasurementStore;

  constructor(store: MeasurementStore) {
    this.#store = store;
  }

  deliver(frames: readonly FrameMeasurements[]): Promise<void> {
    return this.#store.put(frames);
  }
}
