import assert from "node:assert/strict";
import { it } from "node:test";
import { weighConsole } from "../tools/budget.ts";

it("the first route and every further one keep to their budget of bytes", async (t) => {
  const weights = await weighConsole();
  const tooHeavy = weights.filter(({ kb, limitKb }) => kb > limitKb);
  assert.deepEqual(
    tooHeavy.map(({ name, kb }) => `${name}: ${kb.toFixed(1)} kB`),
    [],
  );
  const first = weights.find(({ name }) => name === "first route")!;
  assert.ok(first.kb > 50, "the build is not what is weighed");
  t.diagnostic(`figure: first route ${first.kb.toFixed(0)} kB gzip of ${first.limitKb}`);
});
