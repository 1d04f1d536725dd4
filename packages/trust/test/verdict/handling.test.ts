import assert from "node:assert/strict";
import { it } from "node:test";
import type { Assessment } from "@lorats/events";
import { handlingOf } from "../../src/verdict/handling.ts";

type Before = Pick<Assessment, "handling" | "revision">;

it("a first verdict is handled by the policy, when it is bad", () => {
  for (const verdict of ["genuine", "unverified"] as const) {
    assert.equal(handlingOf(verdict, { action: "hold" }), undefined);
  }
  for (const verdict of ["suspect", "replayed"] as const) {
    assert.equal(handlingOf(verdict, { action: "flag" }), undefined);
    assert.equal(handlingOf(verdict, { action: "hold" }), "hold");
    assert.equal(handlingOf(verdict, { action: "exclude" }), "exclude");
  }
});

it("later ones release and include what is cleared, and exclude what can no longer be held", () => {
  const after = (handling: Before["handling"]): Before => ({ revision: 1, handling });
  assert.equal(handlingOf("genuine", { action: "hold" }, after("hold")), "release");
  assert.equal(handlingOf("replayed", { action: "flag" }, after("hold")), "hold");
  assert.equal(handlingOf("genuine", { action: "exclude" }, after("exclude")), "include");
  assert.equal(handlingOf("replayed", { action: "hold" }, after(undefined)), "exclude");
  assert.equal(handlingOf("replayed", { action: "hold" }, after("release")), "exclude");
  assert.equal(handlingOf("replayed", { action: "flag" }, after(undefined)), undefined);
  assert.equal(handlingOf("genuine", { action: "hold" }, after("include")), undefined);
});
