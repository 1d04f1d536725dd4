import assert from "node:assert/strict";
import { it } from "node:test";
import { getRegion, REGIONS as RULES } from "@lorats/lorawan";
import { REGIONS } from "../../src/form/regions.ts";

it("every region that can be chosen has rules, and every rule can be chosen", () => {
  const chosen = new Set(REGIONS.map((id) => getRegion(id).id));
  const missing = RULES.map(({ id }) => id).filter((id) => !chosen.has(id));
  assert.deepEqual(missing, []);
});
