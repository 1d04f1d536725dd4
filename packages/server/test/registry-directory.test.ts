import assert from "node:assert/strict";
import { test } from "node:test";
import type { Eui64, GatewayId } from "@lorats/base";
import { RegistryDirectory } from "../src/registry-directory.ts";
import { household, id, memoryStores } from "./harness.ts";

test("where a gateway stands is told as it is now", async () => {
  const stores = memoryStores();
  const { tenantId } = await household(stores);
  const { gateways } = stores.registry;
  const directory = new RegistryDirectory(stores.registry);
  const gatewayId = id<GatewayId>();
  const told = async () => (await directory.gatewayPlaces([gatewayId])).get(gatewayId);
  assert.equal(await told(), undefined);
  const [created] = await gateways.create([
    {
      id: gatewayId,
      tenantId,
      eui: "0016c001ff10a235" as Eui64,
      name: "Roof",
      description: "",
      tags: {},
      region: "EU868",
      antennaGainDbi: 0,
      cableLossDb: 0,
      subtractsOwnGain: false,
      downlinkAllowed: true,
      disabled: false,
      statsIntervalS: 30,
    },
  ]);
  assert.equal(await told(), undefined);
  const location = { latitudeDeg: 46.5, longitudeDeg: 6.6 };
  await gateways.update([{ ...created!, location }]);
  assert.deepEqual(await told(), { tenantId, place: location });
  await gateways.delete([gatewayId]);
  assert.equal(await told(), undefined);
});
