import assert from "node:assert/strict";
import { it } from "node:test";
import { VirtualClock, type GatewayId, type TenantId } from "@lorats/base";
import { MemoryEventLog } from "@lorats/events";
import {
  hashSecret,
  MemoryGatewayCredentialStore,
  type GatewayCredentialId,
} from "@lorats/platform";
import { until } from "../../../base/test/until.ts";
import { GatewayAlarms } from "../../src/doors/common/alarms.ts";
import { CredentialWatch } from "../../src/pki/credential-watch.ts";

const DAY_MS = 86_400_000;
const TENANT = "00000000-0000-7000-8000-000000000001" as TenantId;
const GATEWAY = "00000000-0000-7000-8000-000000000002" as GatewayId;

it("raises an alarm before a gateway's last credential ends, once, and ends it on renewal", async () => {
  const clock = new VirtualClock();
  const log = new MemoryEventLog();
  const store = new MemoryGatewayCredentialStore();
  const failed = (error: unknown): void => assert.fail(String(error));
  const alarms = new GatewayAlarms({ log, clock, failed });
  const watch = new CredentialWatch({ store, clock, alarms, alarmDays: 30, failed });
  let made = 0;
  const give = async (days: number): Promise<GatewayCredentialId> => {
    const id = `00000000-0000-7000-8000-0000000001${String(made++).padStart(2, "0")}`;
    const expiresAt = clock.now() + BigInt(days * DAY_MS) * 1_000_000n;
    const credential = { id: id as GatewayCredentialId, tenantId: TENANT, gatewayId: GATEWAY };
    const rest = { kind: "certificate" as const, name: "c", hash: hashSecret(id) };
    await store.create([{ ...credential, ...rest, createdAt: clock.now(), expiresAt }]);
    return credential.id;
  };
  /** Alarms are told without waiting for them. */
  const told = async (count: number): Promise<unknown[]> => {
    const read = async () => (await log.read({ types: ["alarm-signal"], limit: 100 })).events;
    const events = await until(async () => {
      const found = await read();
      return found.length >= count && found;
    });
    return events.map(({ body }) => "severity" in body && [body.state, body.severity]);
  };
  await give(90);
  await watch.look();
  assert.deepEqual(await told(0), []);
  clock.advance(61 * DAY_MS);
  await watch.look();
  await watch.look();
  assert.deepEqual(await told(1), [["raised", "warning"]]);
  await give(365);
  await watch.look();
  assert.deepEqual(await told(2), [
    ["raised", "warning"],
    ["ended", "warning"],
  ]);
});
