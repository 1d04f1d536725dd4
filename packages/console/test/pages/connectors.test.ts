import assert from "node:assert/strict";
import { it } from "node:test";
import { connectorState } from "../../src/pages/connectors/connector-status.ts";

const QUIET = { kept: 0, repeated: 0, refused: 0 };

it("a connector's state says the worst that is true of it", () => {
  const state = (
    enabled: boolean,
    status: Partial<Parameters<typeof connectorState>[0]["status"]>,
  ) => connectorState({ enabled, status: { ...QUIET, ...status } });
  assert.equal(state(true, {}), "waits");
  assert.equal(state(true, { kept: 3 }), "works");
  assert.equal(state(true, { repeated: 1 }), "works");
  assert.equal(state(true, { refused: 2, lastError: "no device" }), "stuck");
  assert.equal(state(true, { kept: 3, connected: false }), "noConnection");
  assert.equal(state(false, { kept: 3, connected: false }), "switchedOff");
});
