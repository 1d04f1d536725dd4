import type { ApplicationId, DeviceId } from "@lorats/base";
import type { Hopping } from "../judge/device-clock.ts";
import { DEFAULT_POLICY, type TrustPolicy } from "../policy.ts";
import type { HoppingEnrolment } from "../ports/trust-settings.ts";
import type { TrustPorts } from "./ports.ts";

/** Policies and schedules as people set them, opened and in memory. */
export class Settings {
  readonly #ports: Pick<TrustPorts, "settings" | "keys" | "aes">;
  #policies: ReadonlyMap<ApplicationId, TrustPolicy> = new Map();
  #hopping: ReadonlyMap<DeviceId, Hopping> = new Map();

  constructor(ports: Pick<TrustPorts, "settings" | "keys" | "aes">) {
    this.#ports = ports;
  }

  async reload(): Promise<void> {
    const { settings, keys, aes } = this.#ports;
    // What was set before a field existed has that field's default.
    this.#policies = new Map(
      [...(await settings.policies())].map(([id, policy]) => [
        id,
        { ...DEFAULT_POLICY, ...policy },
      ]),
    );
    const enrolled = await settings.hopping();
    const secrets = await keys.get([...enrolled.values()].map(({ keyId }) => keyId));
    const open = ([id, { keyId, plan }]: readonly [DeviceId, HoppingEnrolment]): [
      DeviceId,
      Hopping,
    ][] => {
      const secret = secrets.get(keyId);
      return secret ? [[id, { cipher: aes.cipher(secret), plan }]] : [];
    };
    this.#hopping = new Map([...enrolled].flatMap(open));
  }

  policyOf(applicationId: ApplicationId): TrustPolicy {
    return this.#policies.get(applicationId) ?? DEFAULT_POLICY;
  }

  hoppingOf(deviceId: DeviceId): Hopping | undefined {
    return this.#hopping.get(deviceId);
  }
}
