import type { ApplicationId, DeviceId, Instant, TenantId } from "@lorats/base";
import { measure, MEASURE_VERSION } from "../pipeline/measure.ts";
import type { Derived } from "../pipeline/uplink-pipeline.ts";

/** What one frame measured. */
export interface FrameMeasurements {
  readonly tenantId: TenantId;
  readonly applicationId: ApplicationId;
  readonly deviceId: DeviceId;
  /** The frame's deduplication id: measuring it again replaces what it measured before. */
  readonly frame: string;
  readonly time: Instant;
  /** By series. */
  readonly values: Readonly<Record<string, number>>;
  /** Which versions of which stages made it. */
  readonly madeBy: string;
}

/** Raw values, or what an hour or a day (UTC) of them comes to. */
export type Resolution = "raw" | "hour" | "day";

export interface MeasurementPoint {
  /** Of the frame; for roll-ups the beginning of the hour or day. */
  readonly time: Instant;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Only of raw values. */
  readonly madeBy?: string;
}

export interface MeasurementQuery {
  readonly deviceId: DeviceId;
  readonly series: string;
  readonly resolution: Resolution;
  /** Inclusive. */
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
  readonly limit: number;
}

export interface SeriesInfo {
  readonly series: string;
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly last: number;
}

/** Measurements and their roll-ups. Every adapter passes `measurementStoreContract`. */
export interface MeasurementStore {
  /** Replaces what these frames measured before, roll-ups included; durable once resolved. */
  put(frames: readonly FrameMeasurements[]): Promise<void>;
  series(deviceId: DeviceId): Promise<readonly SeriesInfo[]>;
  /** The oldest first, at most `limit`. */
  query(query: MeasurementQuery): Promise<readonly MeasurementPoint[]>;
  /** Everything of devices that are gone. */
  forget(deviceIds: readonly DeviceId[]): Promise<void>;
}

const NS = { hour: 3_600_000_000_000n, day: 86_400_000_000_000n } as const;

/** Where the hour or day begins that an instant lies in. */
export function bucketOf(time: Instant, resolution: "hour" | "day"): Instant {
  const size = NS[resolution];
  return time - (((time % size) + size) % size);
}

/** What a frame measured; undefined when its payload says nothing. */
export function measurementsOf(derived: Derived): FrameMeasurements | undefined {
  const { object } = derived;
  return object && { ...nothingOf(derived), values: measure(object) };
}

/** What a frame measures that is not to be believed. */
export function nothingOf(derived: Derived): FrameMeasurements {
  const { card, madeBy, frame, time, applicationId } = derived;
  const { tenantId, deviceId } = card;
  const made = `${madeBy};measure@${MEASURE_VERSION}`;
  return { tenantId, applicationId, deviceId, frame, time, values: {}, madeBy: made };
}
