import type { Join, SessionKeyIds, Uplink } from "@lorats/events";
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
  readonly request: NonNullable<Join["request"]>;
  /** The join-accept. */
  readonly phyPayload: Uint8Array;
  /** Of the session that it begins. */
  readonly keys: SessionKeyIds;
}

/** Something waits for a device that listens without having sent: in ping slots, or always. */
export interface NetworkInitiatedOpportunity {
  readonly kind: "class-b" | "class-c";
  readonly device: Device;
  readonly profile: DeviceProfile;
}

/** After an uplink, within seconds. */
export type ClassAOpportunity = DataOpportunity | JoinOpportunity;
export type Opportunity = ClassAOpportunity | NetworkInitiatedOpportunity;
