import assert from "node:assert/strict";
import { it } from "node:test";
import { deviceProfilesEndpoints } from "@lorats/api";
import { requestOf, valuesOf } from "../../src/pages/profiles/profile-values.ts";

const { createDeviceProfile, updateDeviceProfile } = deviceProfilesEndpoints;

it("what is switched off is taken away from a profile that is there, and left out of a new one", () => {
  const values = { ...valuesOf(undefined), name: "Meter", classC: true, classCTimeoutS: 5 };
  const off = { ...values, classC: false };
  assert.deepEqual(requestOf(values, true)["classC"], { timeoutS: 5 });
  assert.equal(updateDeviceProfile.body.parse(requestOf(off, true)).classC, null);
  assert.equal("classC" in createDeviceProfile.body.parse(requestOf(off, false)), false);
});
