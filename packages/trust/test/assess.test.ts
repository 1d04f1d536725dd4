import assert from "node:assert/strict";
import { it } from "node:test";
import { formatInstant, type Eui64, type GatewayId, type TenantId } from "@lorats/base";
import { newEvent, type EventBody, type Reception } from "@lorats/events";
import { timingOnly } from "@lorats/trust";

const { assess } = timingOnly;

const TIME = 1_795_000_000_000_000_000n;
const at = { tenantId: "t" as TenantId, key: "device", time: TIME };
const reception = {
  gatewayId: "g" as GatewayId,
  gatewayEui: "0000000000000001" as Eui64,
  arrivedAt: formatInstant(TIME),
  arrivedSdNs: 0,
} as Reception;
const body = { deduplicationId: "d", deviceId: "x", airtimeNs: 50_000_000 };
const uplink = newEvent("uplink", at, body as unknown as EventBody<"uplink">);

it("never guesses: without a test of authenticity the verdict is unverified", () => {
  const [assessment] = assess(uplink, [reception]);
  assert.deepEqual(assessment!.body.trust, { verdict: "unverified", evidence: [] });
  assert.equal(assessment!.body.deduplicationId, "d");
  assert.equal(assessment!.body.revision, 0);
  assert.equal(assessment!.key, uplink.key);
});

it("refuses to judge a frame that nobody heard", () => {
  assert.throws(() => assess(uplink, []), { code: "TRUST_NO_RECEPTION" });
});
