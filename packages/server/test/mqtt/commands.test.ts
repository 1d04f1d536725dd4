import assert from "node:assert/strict";
import { it } from "node:test";
import type { MqttCredentialId } from "@lorats/platform";
import { takeCommand, type CommandOutcome } from "../../src/mqtt/commands.ts";
import { household, id, memoryServices } from "../harness.ts";

function codeOf(outcome: CommandOutcome): string | undefined {
  return outcome.ok ? undefined : outcome.code;
}

it("queues what a command asks for, and says why it did not", async (t) => {
  const services = memoryServices(t);
  const home = await household(services.stores);
  const other = await household(services.stores, "Others");
  const credential = { id: id<MqttCredentialId>() };
  const obey = (json: unknown, { applicationId, devEui } = home): Promise<CommandOutcome> =>
    takeCommand(
      services,
      `application/${applicationId}/device/${devEui}/command/down`,
      new TextEncoder().encode(JSON.stringify(json)),
      credential,
    );
  const itemId = id<string>();
  const good = {
    id: itemId,
    fPort: 10,
    data: "AQI=",
    confirmed: true,
    expiresAt: "2030-01-01T00:00:00Z",
  };
  assert.deepEqual(await obey(good), { ok: true });
  const [item] = (await services.stores.downlinks.peek([home.deviceId], 9)).get(home.deviceId)!;
  assert.equal(item!.id, itemId);
  assert.equal(item!.tenantId, home.tenantId);
  assert.deepEqual(item!.payload, new Uint8Array([1, 2]));
  assert.deepEqual([item!.fPort, item!.confirmed, item!.attemptsLeft], [10, true, 3]);
  assert.equal(item!.expiresAt, 1_893_456_000_000_000_000n);

  const bad = await obey({ fPort: 0, data: "AQI=" });
  assert.equal(codeOf(bad), "DOWN_BAD_PORT");
  const long = await obey({ fPort: 1, data: Buffer.alloc(243).toString("base64") });
  assert.equal(codeOf(long), "DOWN_TOO_LONG");
  const crossed = await obey(good, { ...home, devEui: other.devEui });
  assert.equal(codeOf(crossed), "DOWN_NO_DEVICE");
  const object = await obey({ fPort: 1, object: { on: true } });
  assert.equal(codeOf(object), "CODEC_NO_ENCODER");
  const twice = await obey(good);
  assert.equal(codeOf(twice), "NS_QUEUE_DUPLICATE");
  const queued = await services.stores.downlinks.peek([home.deviceId, other.deviceId], 9);
  assert.deepEqual([...queued.values()].flat().length, 1);
  const { events } = await services.stores.log.read({ types: ["change"] });
  assert.deepEqual(
    events.map(({ body }) => (body as { actor: string }).actor),
    [`mqtt:${credential.id}`],
  );
});
