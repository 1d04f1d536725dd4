import assert from "node:assert/strict";
import { it } from "node:test";
import { type GatewayId, SeededRandom, type TenantId, VirtualClock, newId } from "@lorats/base";
import { MemoryEventLog, type NewEvent } from "@lorats/events";
import { until } from "../../../base/test/until.ts";
import { followGatewayHours, GatewayHours } from "../../src/traffic/gateway-hours.ts";

const clock = new VirtualClock(1_800_000_000_000_000_000n);
const random = new SeededRandom(9);
const tenantId = newId<TenantId>(clock, random);
const gatewayId = newId<GatewayId>(clock, random);
const gatewayEui = "0a00000000000a01" as never;

function reception(crc: "ok" | "bad"): NewEvent {
  const body = {
    gatewayId,
    gatewayEui,
    door: "semtech-udp",
    authentication: "none",
    arrivedAt: "2027-01-15T08:00:00.000000000Z",
    arrivedSdNs: 1,
    phyPayload: "AA==",
    crc,
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000 },
    rssiDbm: -90,
  } as const;
  return { type: "reception", tenantId, key: gatewayId, time: clock.now(), body };
}

function txAck(status: string): NewEvent {
  const body = { downlinkId: newId(clock, random), gatewayId, gatewayEui, status };
  return { type: "tx-ack", tenantId, key: "device", time: clock.now(), body };
}

it("counts what was and what comes, by the hour, and forgets what is older than two days", async () => {
  const log = new MemoryEventLog();
  await log.append([reception("ok")]);
  clock.advance(50 * 3_600_000);
  await log.append([reception("ok"), reception("bad"), txAck("OK"), txAck("TOO_LATE")]);
  const hours = new GatewayHours(clock.now());
  const end = await followGatewayHours(hours, log, clock.now(), (error) => assert.fail(error));
  clock.advance(3_600_000);
  await log.append([reception("ok"), txAck("TOO_LATE"), txAck("TOO_LATE")]);
  await until(() => hours.recent(gatewayId, clock.now())[1]?.refused["TOO_LATE"] === 2);
  await end();
  const counts = hours.recent(gatewayId, clock.now());
  const [first, second] = counts.map(({ time }) => time);
  assert.equal(Date.parse(second!) - Date.parse(first!), 3_600_000);
  assert.deepEqual(counts, [
    { time: first, received: 2, damaged: 1, sent: 0, acknowledged: 1, refused: { TOO_LATE: 1 } },
    { time: second, received: 1, damaged: 0, sent: 0, acknowledged: 0, refused: { TOO_LATE: 2 } },
  ]);
  assert.deepEqual(hours.recent(newId<GatewayId>(clock, random), clock.now()), []);
  assert.ok(hours.countedSince <= clock.now() - 48n * 3_600_000_000_000n);
});
