import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GatewayId } from "@lorats/base";
import fc from "fast-check";
import { coverageOf } from "../../src/multicast/rounds.ts";

const gateway = fc.integer({ min: 0, max: 11 }).map((n) => `gw-${n}` as GatewayId);
const members = fc.array(
  fc
    .uniqueArray(gateway, { maxLength: 4 })
    .map((ids) => ids.map((gatewayId) => ({ gatewayId, rssiDbm: -90, snrDb: 3 }))),
  { maxLength: 40 },
);
const usable = fc.uniqueArray(gateway, { minLength: 0, maxLength: 12 });

describe("gateways of a multicast group", () => {
  it("reach every device that a usable gateway heard, and no device hears two at once", () => {
    fc.assert(
      fc.property(members, usable, (links, able) => {
        const can = new Set(able);
        const { rounds, unreached } = coverageOf(links, (id) => can.has(id), []);
        const senders = new Set(rounds.flat());
        assert.equal(senders.size, rounds.flat().length, "each gateway once");
        for (const id of senders) assert.ok(can.has(id));
        const reachable = links.filter((ids) => ids.some(({ gatewayId }) => can.has(gatewayId)));
        for (const ids of reachable) {
          assert.ok(ids.some(({ gatewayId }) => senders.has(gatewayId)));
          for (const round of rounds) {
            const heard = ids.filter(({ gatewayId }) => round.includes(gatewayId));
            assert.ok(heard.length <= 1, "two gateways of a round would collide at this device");
          }
        }
        assert.equal(unreached, links.length - reachable.length);
      }),
    );
  });

  it("are those chosen by hand where there are any", () => {
    const [a, b, c] = ["a", "b", "c"] as GatewayId[];
    const link = (gatewayId: GatewayId) => ({ gatewayId, rssiDbm: -90, snrDb: 3 });
    const { rounds, unreached } = coverageOf([[link(a!), link(b!)], [link(c!)]], () => true, [
      a!,
      b!,
    ]);
    assert.deepEqual(rounds, [[a], [b]]);
    assert.equal(unreached, 1);
  });
});
