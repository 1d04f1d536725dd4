import type {
  ApplicationId,
  DeviceId,
  DeviceProfileId,
  Eui64,
  GatewayId,
  TenantId,
} from "@lorats/base";
import type { Place } from "@lorats/events";
import type { CodecChoice } from "../codecs/payload-codecs.ts";

/** What events tell about a device beyond what it sent. */
export interface DeviceCard {
  readonly tenantId: TenantId;
  readonly tenantName: string;
  readonly applicationId: ApplicationId;
  readonly applicationName: string;
  readonly deviceProfileId: DeviceProfileId;
  readonly deviceProfileName: string;
  readonly deviceId: DeviceId;
  readonly deviceName: string;
  readonly devEui: Eui64;
  readonly deviceClass: "A" | "B" | "C";
  /** The profile's tags and the device's, which win. */
  readonly tags: Readonly<Record<string, string>>;
  readonly codec: CodecChoice;
  /** For the codec and integrations; may hold what only they should know. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Where somebody's gateway stands. */
export interface GatewayPlace {
  readonly tenantId: TenantId;
  readonly place: Place;
}

/** Names by id, as they are now. Devices that are gone are missing from the map. */
export interface Directory {
  devices(ids: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, DeviceCard>>;
  /** Without those whose place nobody told. */
  gatewayPlaces(ids: readonly GatewayId[]): Promise<ReadonlyMap<GatewayId, GatewayPlace>>;
}
