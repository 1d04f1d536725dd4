import type { SessionKeyIds, Uplink } from "@lorats/events";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import type { HeardFrame } from "../uplink/collector.ts";

interface Answerable {
  readonly device: Device;
  readonly profile: DeviceProfile;
  readonly heard: HeardFrame;
}

/** A device listens for a moment, since it just sent a data frame. */
export interface DataOpportunity extends Answerable {
  readonly kind: "data";
  readonly uplink: Uplink;
}

/** A device waits for its join-accept. */
export interface JoinOpportunity extends Answerable {
  readonly kind: "join";
  /** The join-accept. */
  readonly phyPayload: Uint8Array;
  /** Of the session that it begins. */
  readonly keys: SessionKeyIds;
}

/** A device of class C listens all the time, and something waits for it. */
export interface ClassCOpportunity {
  readonly kind: "class-c";
  readonly device: Device;
  readonly profile: DeviceProfile;
}

/** After an uplink, within seconds. */
export type ClassAOpportunity = DataOpportunity | JoinOpportunity;
export type Opportunity = ClassAOpportunity | ClassCOpportunity;
