import assert from "node:assert/strict";
import { it } from "node:test";
import type { GatewayId } from "@lorats/base";
import { getRegion } from "@lorats/lorawan";
import { GatewayAirtime } from "../../src/gateway/airtime.ts";

const GATEWAY = "0190a0de-0000-7000-8000-000000000001" as GatewayId;
const EU868 = getRegion("EU868").regulation[0];
const HOUR_US = 3_600_000_000;

it("a gateway's account names the sub-band that it spent from, and forgets after an hour", () => {
  const airtime = new GatewayAirtime();
  assert.deepEqual(airtime.account(GATEWAY, 0), { share: 0, subBands: [] });
  const transmission = { frequencyHz: 869_525_000, bandwidthHz: 125_000, durationUs: 36_000_000 };
  airtime.reserve(GATEWAY, EU868, { transmission, startUs: 0 });
  const { share, subBands } = airtime.account(GATEWAY, 60_000_000);
  assert.ok(Math.abs(share - 0.01) < 1e-9);
  const spent = subBands.filter(({ usedShare }) => usedShare > 0);
  assert.equal(spent.length, 1);
  const [band] = spent;
  assert.ok(band!.lowHz < 869_525_000 && band!.highHz > 869_525_000);
  assert.equal(band!.dutyCycle, 0.1);
  assert.ok(Math.abs(band!.usedShare - 0.01) < 1e-9);
  const later = airtime.account(GATEWAY, HOUR_US + 60_000_000);
  assert.equal(later.share, 0);
  assert.ok(later.subBands.every(({ usedShare }) => usedShare === 0));
});
