import assert from "node:assert/strict";
import { it } from "node:test";
import { REGIONS as RULES } from "@lorats/lorawan";
import { REGIONS } from "../../src/form/regions.ts";

it("every region that can be chosen has rules, and every rule can be chosen", () => {
  const chosen = new Set(REGIONS);
  assert.deepEqual(chosen, new Set(RULES.map(({ id }) => id)));
});
