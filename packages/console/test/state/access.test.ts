import assert from "node:assert/strict";
import { it } from "node:test";
import { covers as serverCovers, ACTIONS, RESOURCES, type Scope } from "@lorats/platform";
import { covers } from "../../src/state/access.ts";

it("scopes mean here what they mean to the server", () => {
  const held: Scope[][] = [
    [],
    ["*"],
    ["*:read"],
    ["devices:*"],
    ["devices:read", "gateways:write"],
    ["*:write"],
  ];
  for (const scopes of held) {
    for (const resource of RESOURCES) {
      for (const action of ACTIONS) {
        assert.equal(
          covers(scopes, resource, action),
          serverCovers(scopes, resource, action),
          `${scopes.join()} ${resource}:${action}`,
        );
      }
    }
  }
});
