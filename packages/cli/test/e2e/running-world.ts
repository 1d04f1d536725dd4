import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import type { DeviceId, Eui64, TenantId } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import type { Running } from "../../../server/test/support/running.ts";
import { provision } from "../../../world/src/provision.ts";
import { rootKeys, type RootKeys } from "../../../world/src/root-keys.ts";
import type { Scenario } from "../../../world/src/scenario.ts";
import { World } from "../../../world/src/world.ts";

/** A scenario without SDRs, made known to a running server in a tenant of it and running against its UDP door, or a port before it. */
export async function runBeside(
  t: TestContext,
  running: Running,
  scenario: Scenario,
  {
    tenantId = running.tenantId,
    udpPort = running.server.semtechUdp!.port,
  }: { readonly tenantId?: TenantId; readonly udpPort?: number } = {},
): Promise<{ readonly world: World; readonly keys: ReadonlyMap<Eui64, RootKeys> }> {
  const { name } = scenario;
  const folder = path.join(running.folder, name);
  mkdirSync(folder);
  const keys = rootKeys(folder, scenario.devices, systemRandom);
  const key = await running.client.createApiKey({ tenantId, name, scopes: ["*"] });
  await provision(running.clientWith(key.secret), scenario, keys);
  const { host } = running.server.semtechUdp!;
  const world = new World({
    scenario,
    clock: systemClock,
    folder,
    rootKeys: keys,
    server: { host, udpPort },
    sdrs: "off",
  });
  await world.start();
  t.after(() => world.stop());
  return { world, keys };
}

export async function deviceId({ client }: Running, devEui: string): Promise<DeviceId> {
  const { items } = await client.listDevices({ search: devEui });
  return items[0]!.id;
}

/** Queues a confirmed message and waits for the device's acknowledgement. */
export async function deliver(
  running: Running,
  id: DeviceId,
  timeoutMs: number,
): Promise<{ readonly tookMs: number; readonly window: string }> {
  const { client } = running;
  const itemId = crypto.randomUUID();
  const started = performance.now();
  await client.enqueue({ id, itemId, fPort: 10, data: "AQID", confirmed: true });
  const ack = await running.message(
    ({ event, body }) => event === "ack" && body["queueItemId"] === itemId,
    timeoutMs,
  );
  assert.equal(ack.body["acknowledged"], true, JSON.stringify(ack.body));
  const { items } = await client.listEvents({ key: id, types: "downlink", order: "newest-first" });
  const sent = items.find(({ body }) => (body as { queueItemId?: string }).queueItemId === itemId);
  const { window } = sent!.body as { window: string };
  return { tookMs: performance.now() - started, window };
}
