import assert from "node:assert/strict";
import { it } from "node:test";
import { RoundTrips } from "../../src/doors/common/round-trips.ts";

const MINUTE_NS = 60_000_000_000n;

it("a line that was slow is tried again after a while: else nothing would ever measure it anew", () => {
  let now = 0n;
  const trips = new RoundTrips({ monotonic: () => now }, 100);
  assert.equal(trips.p90Ms, 100);
  trips.add(2600);
  now = 9n * MINUTE_NS;
  assert.equal(trips.p90Ms, 2600);
  now = 11n * MINUTE_NS;
  assert.ok(trips.p90Ms <= 500);
  for (let n = 0; n < 12; n++) trips.add(80);
  assert.equal(trips.p90Ms, 80);
  now = 40n * MINUTE_NS;
  assert.equal(trips.p90Ms, 80, "what is quick stays known");
});
