import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import type { ConnectorId } from "../../src/connectors/connector.ts";
import { observationId, standInEui } from "../../src/connectors/identity.ts";

it("a stand-in EUI is never a manufacturer's, and the same for the same device", () => {
  const identity = fc.record({ network: fc.string(), id: fc.string() });
  fc.assert(
    fc.property(identity, (one) => {
      const eui = standInEui(one);
      assert.match(eui, /^[0-9a-f]{16}$/);
      assert.equal(Number.parseInt(eui.slice(0, 2), 16) & 0x03, 0x02);
      assert.equal(standInEui({ ...one }), eui);
    }),
  );
  const euis = Array.from({ length: 10_000 }, (_, i) => standInEui({ network: "n", id: `${i}` }));
  assert.equal(new Set(euis).size, euis.length);
});

it("an observation's id tells connectors, devices and messages apart", () => {
  const connector = "a" as ConnectorId;
  const device = { network: "sigfox", id: "1A" };
  const id = observationId(connector, device, "7");
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(observationId(connector, device, "7"), id);
  const others = [
    observationId("b" as ConnectorId, device, "7"),
    observationId(connector, { ...device, id: "1B" }, "7"),
    observationId(connector, device, "8"),
  ];
  assert.equal(new Set([id, ...others]).size, 4);
});
