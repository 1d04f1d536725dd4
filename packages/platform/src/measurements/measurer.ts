import type { StoredEvent } from "@lorats/events";
import type { Sink } from "../delivery/sink.ts";
import { type Derivable, isDerivable, type UplinkPipeline } from "../pipeline/uplink-pipeline.ts";
import {
  type FrameMeasurements,
  measurementsOf,
  type MeasurementStore,
  nothingOf,
} from "./measurement.ts";

/**
 * Events of the log to what they measure, for a `Follower` that brings it to a `MeasurementSink`. What trust's policy keeps
 * out measures nothing; a frame that was measured before and is kept out later measures nothing from then on.
 */
export async function measured(
  pipeline: UplinkPipeline,
  events: readonly StoredEvent[],
): Promise<readonly FrameMeasurements[]> {
  pipeline.note(events);
  const frames = events.filter(isDerivable).filter(changesMeasurements);
  const derived = await pipeline.derive(frames);
  return frames.flatMap((event) => {
    const one = derived.get(event.position);
    if (!one) return [];
    return (isExcluded(event) ? nothingOf(one) : measurementsOf(one)) ?? [];
  });
}

function isExcluded(event: Derivable): boolean {
  return event.type === "assessment" && event.body.handling === "exclude";
}

function changesMeasurements(event: Derivable): boolean {
  if (event.type === "observation") return true;
  const { revision, handling } = event.body;
  if (revision === 0) return handling === undefined;
  return handling !== undefined && handling !== "hold";
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
