import { bucketOf, type FrameMeasurements } from "@lorats/platform";
import type { Numbered } from "./measurement-names.ts";
import { Hours } from "./measurement-rollups.ts";
import type { Tables } from "./tables.ts";

/** What a frame measured as it was kept last. */
export type KeptFrame = Tables["measurement_frames"];

interface Place {
  readonly series: number;
  readonly time: bigint;
  readonly frame: number;
}

interface Frame {
  readonly number: number;
  readonly frame: string;
  readonly time: bigint;
  readonly said: string;
  readonly origin: number;
}

/**
 * What has to be written so that frames measure what they measure now. What they measured before says what is the same:
 * that is not written again, and roll-ups of its hours stay as they are. HOT PATH.
 */
export class MeasurementChanges {
  readonly frames: Frame[] = [];
  readonly goneFrames: number[] = [];
  readonly points: (Place & { readonly value: number })[] = [];
  readonly gonePoints: Place[] = [];
  /** Whose roll-ups change. */
  readonly hours: Hours = new Hours();
  /** Those among them that may hold nothing any more. */
  readonly emptied: Hours = new Hours();

  /** @param number of the frame, which is new when nothing was kept */
  add(one: FrameMeasurements, names: Numbered, number: number, kept: KeptFrame | undefined): void {
    const ids = names.seriesOf(one.deviceId);
    const now = new Map<number, number>();
    for (const name in one.values) now.set(ids.get(name)!, one.values[name]!);
    const said = saidBy(now);
    const origin = names.originOf(one);
    const stays = kept?.time === one.time;
    if (stays && kept.said === said && Number(kept.origin_id) === origin) return;
    const before = valuesOf(kept);
    this.#addPoints(one.time, number, now, stays ? before : NOTHING);
    if (kept) this.#removePoints(kept.time, number, before, stays ? now : NOTHING);
    if (now.size > 0) this.frames.push({ number, frame: one.frame, time: one.time, said, origin });
    else if (kept) this.goneFrames.push(number);
  }

  #addPoints(time: bigint, frame: number, now: Values, there: Said): void {
    const hour = bucketOf(time, "hour");
    for (const [series, value] of now) {
      if (there.get(series) === String(value)) continue;
      this.points.push({ series, time, frame, value });
      this.hours.add(series, hour);
    }
  }

  #removePoints(time: bigint, frame: number, before: Said, staying: Values): void {
    const hour = bucketOf(time, "hour");
    for (const series of before.keys()) {
      if (staying.has(series)) continue;
      this.gonePoints.push({ series, time, frame });
      this.hours.add(series, hour);
      this.emptied.add(series, hour);
    }
  }
}

/** By series. */
type Values = ReadonlyMap<number, number>;
/** The values as text, which is empty where an older release did not keep it. */
type Said = ReadonlyMap<number, string>;

const NOTHING = new Map<number, never>();

function saidBy(values: Values): string {
  let said = "";
  for (const [series, value] of values) said += `${said && ","}${series}:${value}`;
  return said;
}

function valuesOf(kept: KeptFrame | undefined): Said {
  if (!kept) return NOTHING;
  return new Map(
    kept.said.split(",").map((one) => {
      const [series, value = ""] = one.split(":");
      return [Number(series), value];
    }),
  );
}
