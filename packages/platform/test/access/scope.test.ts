import assert from "node:assert/strict";
import { it } from "node:test";
import { ACTIONS, covers, isScope, RESOURCES, ROLE_SCOPES, type Scope } from "@lorats/platform";

it("grants what a scope names and nothing else", () => {
  for (const resource of RESOURCES) {
    for (const action of ACTIONS) {
      assert.equal(covers(["*"], resource, action), true);
      assert.equal(covers([], resource, action), false);
      assert.equal(
        covers(["devices:read"], resource, action),
        resource === "devices" && action === "read",
      );
      assert.equal(covers(["*:read"], resource, action), action === "read");
      assert.equal(covers(["devices:*"], resource, action), resource === "devices");
    }
  }
});

it("lets viewers change nothing and learn of no credential", () => {
  for (const resource of RESOURCES) {
    assert.equal(covers(ROLE_SCOPES.viewer, resource, "write"), false);
  }
  for (const resource of ["api-keys", "mqtt-credentials", "users", "audit"] as const) {
    assert.equal(covers(ROLE_SCOPES.viewer, resource, "read"), false);
    assert.equal(covers(ROLE_SCOPES.operator, resource, "write"), false);
  }
});

it("tells scopes from other text", () => {
  for (const scope of ["*", "devices:read", "*:write", "events:*", "*:*"] satisfies Scope[]) {
    assert.equal(isScope(scope), true, scope);
  }
  for (const text of [
    "",
    "devices",
    "device:read",
    "devices:delete",
    "devices:read:x",
    "**",
    "audit:write",
  ]) {
    assert.equal(isScope(text), false, text);
  }
});
