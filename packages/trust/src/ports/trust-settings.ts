import type { ApplicationId, DeviceId, KeyId, TenantId } from "@lorats/base";
import type { TrustPolicy } from "../policy.ts";
import type { HoppingPlan } from "../schedule/interval-hopping.ts";

/** A device's secret schedule; the secret itself is in the key store. */
export interface HoppingEnrolment {
  readonly plan: HoppingPlan;
  readonly keyId: KeyId;
  readonly agreement: "session-key" | "x25519";
  /** 64 hexadecimal digits, where the agreement needs one. */
  readonly serverPublicKey?: string | undefined;
}

/** What people set. */
export interface TrustSettings {
  /** Policies of all applications that set one: they are few, and every frame asks. */
  policies(): Promise<ReadonlyMap<ApplicationId, TrustPolicy>>;
  setPolicy(tenantId: TenantId, id: ApplicationId, policy: TrustPolicy): Promise<void>;
  /** Schedules of all devices that have one. */
  hopping(): Promise<ReadonlyMap<DeviceId, HoppingEnrolment>>;
  /** Without an enrolment the schedule is given up. */
  setHopping(tenantId: TenantId, id: DeviceId, enrolment?: HoppingEnrolment): Promise<void>;
}
