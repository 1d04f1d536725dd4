import type { ApplicationId, DeviceId, DeviceProfileId, Eui64, KeyId } from "@lorats/base";
import { check, checkDescription, checkEui, checkName, checkTags } from "./check.ts";
import type { Draft, Owned, Stored, Tags } from "./entity.ts";

/** One end-device. Its secrets live in the key store under the ids named here. */
export interface Device extends Stored, Owned {
  readonly id: DeviceId;
  readonly applicationId: ApplicationId;
  readonly profileId: DeviceProfileId;
  /** Unique within the tenant only: the MIC of a join-request decides whose device it is. */
  readonly devEui: Eui64;
  /** Absent: any JoinEUI is accepted, as network servers of the 1.0 days did. */
  readonly joinEui?: Eui64;
  readonly name: string;
  readonly description: string;
  readonly tags: Tags;
  /** For the codec and integrations; may hold what tags should not show. */
  readonly variables: Tags;
  readonly disabled: boolean;
  /** Root key of LoRaWAN 1.0.x; of the application side in 1.1. */
  readonly appKeyId?: KeyId;
  /** Root key of the network side in LoRaWAN 1.1. */
  readonly nwkKeyId?: KeyId;
}

/** @throws {CallerError} `REG_INVALID` */
export function validateDevice(device: Draft<Device>): void {
  checkName(device.name);
  checkDescription(device.description);
  checkTags(device.tags, "tags");
  checkTags(device.variables, "variables");
  checkEui(device.devEui, "devEui");
  if (device.joinEui !== undefined) checkEui(device.joinEui, "joinEui");
  check(typeof device.disabled === "boolean", "disabled", "true or false");
}
