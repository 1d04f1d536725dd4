import { RecentMap, type DeviceId } from "@lorats/base";
import type { NewEvent, Reception } from "@lorats/events";
import type { Assessment } from "@lorats/events";
import type { DeviceTrust } from "../state/device-trust.ts";

/** A frame that was judged a short while ago, so that late evidence finds it. */
export interface RecentFrame {
  readonly uplink: NewEvent<"uplink">;
  readonly receptions: readonly Reception[];
  readonly temperatureC: number | undefined;
  /** What was known of the device before it, and after. */
  readonly before: DeviceTrust;
  readonly after: DeviceTrust;
  readonly assessment: Assessment;
  readonly atS: number;
}

/** The newest frames, by deduplication id. */
export class RecentFrames {
  readonly #frames: RecentMap<string, RecentFrame>;

  /** @param least frames that are certainly kept */
  constructor(least: number) {
    this.#frames = new RecentMap(least);
  }

  get(deduplicationId: string): RecentFrame | undefined {
    return this.#frames.get(deduplicationId);
  }

  set(frame: RecentFrame): void {
    this.#frames.set(frame.assessment.deduplicationId, frame);
  }

  /** Something else than receptions and orphans changed what is said of a frame. */
  revised(assessment: Assessment): void {
    const frame = this.#frames.get(assessment.deduplicationId);
    if (frame) this.#frames.set(assessment.deduplicationId, { ...frame, assessment });
  }

  /** Frames of one channel and spreading factor since then, newest last. */
  on(freqHz: number, sf: number, sinceS: number): RecentFrame[] {
    const found: RecentFrame[] = [];
    for (const [, frame] of this.#frames.entries()) {
      const { modulation } = frame.uplink.body;
      const same =
        frame.uplink.body.freqHz === freqHz && modulation.kind === "lora" && modulation.sf === sf;
      if (same && frame.atS > sinceS) found.push(frame);
    }
    return found;
  }

  forget(ids: readonly DeviceId[]): void {
    const gone = new Set(ids);
    for (const [key, { uplink }] of this.#frames.entries())
      if (gone.has(uplink.body.deviceId)) this.#frames.delete(key);
  }
}
