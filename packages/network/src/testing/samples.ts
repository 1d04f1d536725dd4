import {
  type ApplicationId,
  type Clock,
  type DeviceId,
  type DeviceProfileId,
  type Eui64,
  type DevAddr,
  type GatewayId,
  type KeyId,
  type MulticastGroupId,
  type Random,
  type TenantId,
  newId,
  toHex,
} from "@lorats/base";
import type { Application } from "../registry/application.ts";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import type { Draft } from "../registry/entity.ts";
import type { Gateway } from "../registry/gateway.ts";
import type { MulticastGroup } from "../registry/multicast-group.ts";
import type { Tenant } from "../registry/tenant.ts";

/** Makes valid drafts with fresh ids, repeatably from a seed. */
export class Samples {
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  id<Id extends string>(): Id {
    return newId<Id>(this.#clock, this.#random);
  }

  eui(): Eui64 {
    return toHex(this.#random.bytes(8)) as Eui64;
  }

  tenant(fields: Partial<Draft<Tenant>> = {}): Draft<Tenant> {
    return {
      id: this.id<TenantId>(),
      name: "Water works",
      description: "",
      tags: {},
      maxDevices: 0,
      maxGateways: 0,
      sharesUplinks: true,
      sharesDownlinks: true,
      devAddrPrefixes: [],
      ...fields,
    };
  }

  application(tenantId: TenantId, fields: Partial<Draft<Application>> = {}): Draft<Application> {
    const id = this.id<ApplicationId>();
    return { id, tenantId, name: "Level meters", description: "", tags: {}, ...fields };
  }

  profile(tenantId: TenantId, fields: Partial<Draft<DeviceProfile>> = {}): Draft<DeviceProfile> {
    return {
      id: this.id<DeviceProfileId>(),
      tenantId,
      name: "Meter",
      description: "",
      tags: {},
      region: "EU868",
      macVersion: "1.0.3",
      regParamsRevision: "A",
      supportsJoin: true,
      supports32BitFCnt: true,
      maxFCntGap: 16_384,
      allowFCntReset: false,
      adr: { algorithm: "default", installationMarginDb: 10 },
      rx: {},
      uplinkIntervalS: 3600,
      statusRequestsPerDay: 0,
      flushQueueOnJoin: true,
      codec: { kind: "none", source: "" },
      ...fields,
    };
  }

  device(
    application: Pick<Application, "id" | "tenantId">,
    profile: Pick<DeviceProfile, "id">,
    fields: Partial<Draft<Device>> = {},
  ): Draft<Device> {
    return {
      id: this.id<DeviceId>(),
      tenantId: application.tenantId,
      applicationId: application.id,
      profileId: profile.id,
      devEui: this.eui(),
      joinEui: "0102030405060708" as Eui64,
      name: "Meter 1",
      description: "",
      tags: {},
      variables: {},
      disabled: false,
      ...fields,
    };
  }

  multicastGroup(
    { id: applicationId, tenantId }: Pick<Application, "id" | "tenantId">,
    fields: Partial<Draft<MulticastGroup>> = {},
  ): Draft<MulticastGroup> {
    return {
      id: this.id<MulticastGroupId>(),
      tenantId,
      applicationId,
      name: "All lamps",
      description: "",
      tags: {},
      region: "EU868",
      groupClass: "C",
      mcAddr: toHex(this.#random.bytes(4)) as DevAddr,
      mcNetSKeyId: this.id<KeyId>(),
      mcAppSKeyId: this.id<KeyId>(),
      dataRate: 0,
      freqHz: 869_525_000,
      pingSlotPeriodicity: 0,
      fCntFrom: 0,
      deviceIds: [],
      gatewayIds: [],
      ...fields,
    };
  }

  gateway(tenantId: TenantId, fields: Partial<Draft<Gateway>> = {}): Draft<Gateway> {
    return {
      id: this.id<GatewayId>(),
      tenantId,
      eui: this.eui(),
      name: "Roof",
      description: "",
      tags: {},
      region: "EU868",
      antennaGainDbi: 2.15,
      cableLossDb: 0.5,
      subtractsOwnGain: true,
      downlinkAllowed: true,
      disabled: false,
      statsIntervalS: 30,
      ...fields,
    };
  }
}
