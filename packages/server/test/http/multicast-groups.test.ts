import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProblemError } from "@lorats/api";
import type { DeviceId } from "@lorats/base";
import { household } from "../harness.ts";
import { startHome } from "../support/home.ts";

const GROUP = {
  name: "Lamps",
  groupClass: "C",
  mcAddr: "01A2B3C4",
  mcNetSKey: "11".repeat(16),
  mcAppSKey: "22".repeat(16),
  dataRate: 3,
  freqHz: 869_525_000,
} as const;

function refused(code: string): (error: unknown) => boolean {
  return (error) => error instanceof ProblemError && error.problem.code === code;
}

describe("multicast groups", () => {
  it("come, change and go, and their keys never come back", async (t) => {
    const { client, services, applicationId, deviceId, gatewayId } = await startHome(t);
    const created = await client.createMulticastGroup({ ...GROUP, applicationId });
    assert.equal(created.mcAddr, "01a2b3c4");
    assert.equal(created.pingSlotPeriodicity, 7);
    const { id } = created;
    await client.addGroupDevice({ id, memberId: deviceId });
    const sending = await client.addGroupGateway({ id, memberId: gatewayId });
    assert.deepEqual([sending.deviceIds, sending.gatewayIds], [[deviceId], [gatewayId]]);
    const emptied = await client.removeGroupGateway({ id, memberId: gatewayId });
    assert.deepEqual([emptied.deviceIds, emptied.gatewayIds], [[deviceId], []]);
    await client.removeGroupDevice({ id, memberId: deviceId });

    const keyIds = async (): Promise<string[]> => {
      const group = (await services.stores.registry.multicastGroups.get([id])).get(id)!;
      return [group.mcNetSKeyId, group.mcAppSKeyId];
    };
    const before = await keyIds();
    await client.updateMulticastGroup({ id, mcAppSKey: "33".repeat(16), name: "Lights" });
    const after = await keyIds();
    assert.equal(after[0], before[0]);
    assert.notEqual(after[1], before[1]);
    const stored = await services.stores.keys.get([...before, ...after] as never);
    assert.equal(stored.size, 2, "the key that was replaced is destroyed");
    assert.equal((await client.listMulticastGroups({})).items[0]!.name, "Lights");
    await client.deleteMulticastGroup({ id });
    assert.equal((await services.stores.keys.get(after as never)).size, 0);
    const log = JSON.stringify((await services.stores.log.read({})).events, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    for (const secret of [...before, ...after, GROUP.mcNetSKey]) assert.ok(!log.includes(secret));
  });

  it("have a queue of their own", async (t) => {
    const { client, services, applicationId } = await startHome(t);
    const { id } = await client.createMulticastGroup({ ...GROUP, applicationId });
    const item = await client.enqueueToGroup({ id, fPort: 7, data: "AQI=" });
    assert.deepEqual((await client.listGroupQueue({ id })).items, [item]);
    await assert.rejects(
      client.enqueueToGroup({ id, fPort: 7, data: Buffer.alloc(243).toString("base64") }),
      ({ code }: { code?: string }) => code === "DOWN_TOO_LONG",
    );
    await client.flushGroupQueue({ id });
    assert.equal((await client.listGroupQueue({ id })).items.length, 0);
    const queue = await services.stores.downlinks.peek([id as string as DeviceId], 10);
    assert.equal(queue.size, 0);
  });

  it("take no members of other tenants, and show nothing to them", async (t) => {
    const { client, services, applicationId } = await startHome(t);
    const neighbour = await household(services.stores, "Gas works");
    const theirs = { deviceIds: [neighbour.deviceId] };
    const notFound = refused("HTTP_NOT_FOUND");
    await assert.rejects(
      client.createMulticastGroup({ ...GROUP, applicationId, ...theirs }),
      notFound,
    );
    const { id } = await client.createMulticastGroup({ ...GROUP, applicationId });
    await assert.rejects(client.addGroupDevice({ id, memberId: neighbour.deviceId }), notFound);
    await assert.rejects(client.addGroupGateway({ id, memberId: neighbour.gatewayId }), notFound);
    await assert.rejects(client.updateMulticastGroup({ id, ...theirs }), notFound);
  });

  it("of class C say where they listen", async (t) => {
    const { client, applicationId } = await startHome(t);
    const nowhere = { ...GROUP, applicationId, freqHz: 0 };
    await assert.rejects(client.createMulticastGroup(nowhere), refused("REG_INVALID"));
    const inSlots = { ...nowhere, groupClass: "B", pingSlotPeriodicity: 2 } as const;
    assert.equal((await client.createMulticastGroup(inSlots)).freqHz, 0);
  });
});
