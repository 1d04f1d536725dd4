import type { ApplicationId, DeviceId, TenantId } from "@lorats/base";
import type { TrustPolicy } from "../policy.ts";
import type { HoppingEnrolment, TrustSettings } from "./trust-settings.ts";

/** Settings in memory, for tests and simulations. */
export class MemoryTrustSettings implements TrustSettings {
  readonly #policies = new Map<ApplicationId, TrustPolicy>();
  readonly #hopping = new Map<DeviceId, HoppingEnrolment>();

  async policies(): Promise<ReadonlyMap<ApplicationId, TrustPolicy>> {
    return new Map(this.#policies);
  }

  async setPolicy(_tenantId: TenantId, id: ApplicationId, policy: TrustPolicy): Promise<void> {
    this.#policies.set(id, policy);
  }

  async hopping(): Promise<ReadonlyMap<DeviceId, HoppingEnrolment>> {
    return new Map(this.#hopping);
  }

  async setHopping(_tenantId: TenantId, id: DeviceId, enrolment?: HoppingEnrolment): Promise<void> {
    if (enrolment) this.#hopping.set(id, enrolment);
    else this.#hopping.delete(id);
  }
}
