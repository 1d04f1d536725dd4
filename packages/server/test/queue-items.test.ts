import assert from "node:assert/strict";
import { it } from "node:test";
import { SeededRandom, VirtualClock } from "@lorats/base";
import { MemoryRegistry } from "@lorats/network";
import { Samples } from "@lorats/network/testing";
import { deviceQueueItem } from "../src/queue-items.ts";

it("a confirmed message goes out as often as the profile says, an unconfirmed one once", async () => {
  const clock = new VirtualClock();
  const samples = new Samples(clock, new SeededRandom(5));
  const registry = new MemoryRegistry(clock);
  const [tenant] = await registry.tenants.create([samples.tenant()]);
  const [application] = await registry.applications.create([samples.application(tenant!.id)]);
  const attempts = async (
    fields: { readonly confirmedAttempts?: number },
    confirmed: boolean,
  ): Promise<number> => {
    const [profile] = await registry.deviceProfiles.create([samples.profile(tenant!.id, fields)]);
    const [device] = await registry.devices.create([samples.device(application!, profile!)]);
    const wanted = { id: samples.id(), fPort: 1, payload: new Uint8Array(1), confirmed };
    return (await deviceQueueItem(registry, device!, clock.now(), wanted)).attemptsLeft;
  };
  assert.equal(await attempts({}, true), 3);
  assert.equal(await attempts({ confirmedAttempts: 7 }, true), 7);
  assert.equal(await attempts({ confirmedAttempts: 7 }, false), 1);
});
