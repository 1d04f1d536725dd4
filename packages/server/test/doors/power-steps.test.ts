import assert from "node:assert/strict";
import { it } from "node:test";
import { PowerSteps } from "../../src/doors/semtech-udp/power-steps.ts";

it("goes down to a power that a forwarder's table holds, and remembers", () => {
  const steps = new PowerSteps();
  assert.equal(steps.upTo(29.15), 29);
  steps.refused(29);
  assert.equal(steps.upTo(29.15), 27);
  steps.refused(27);
  assert.equal(steps.upTo(29), 26);
  assert.equal(steps.upTo(16), 16, "what was not refused stays as it is");
  for (const dbm of [26, 25, 23, 20, 16, 14, 13, 12, 11, 10, 6, 3, 0]) steps.refused(dbm);
  assert.equal(steps.upTo(29), undefined);
});
