import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { ApplicationId, DeviceId, KeyId, TenantId } from "@lorats/base";
import { DEFAULT_POLICY } from "../policy.ts";
import type { HoppingEnrolment, TrustSettings } from "../ports/trust-settings.ts";

const tenantId = "0197f000-0000-7000-8000-0000000000aa" as TenantId;
const application = "0197f000-0000-7000-8000-0000000000bb" as ApplicationId;
const device = "0197f000-0000-7000-8000-0000000000cc" as DeviceId;

/** What every store of trust's settings must do. Call it with a factory of empty ones. */
export function trustSettingsContract(open: (t: TestContext) => Promise<TrustSettings>): void {
  describe("trust settings contract", () => {
    it("keeps the newest policy of an application", async (t) => {
      const settings = await open(t);
      assert.equal((await settings.policies()).size, 0);
      await settings.setPolicy(tenantId, application, DEFAULT_POLICY);
      const strict = { ...DEFAULT_POLICY, action: "hold", falseAlarmsPerYear: 0.1 } as const;
      await settings.setPolicy(tenantId, application, strict);
      assert.deepEqual((await settings.policies()).get(application), strict);
    });

    it("keeps a device's schedule until it is given up", async (t) => {
      const settings = await open(t);
      const enrolment: HoppingEnrolment = {
        plan: { sliceMs: 1000, minSlices: 300, maxSlices: 900 },
        keyId: "0197f000-0000-7000-8000-0000000000dd" as KeyId,
        agreement: "session-key",
      };
      await settings.setHopping(tenantId, device, enrolment);
      assert.deepEqual((await settings.hopping()).get(device), enrolment);
      await settings.setHopping(tenantId, device);
      assert.equal((await settings.hopping()).size, 0);
    });
  });
}
