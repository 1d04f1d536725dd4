import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock, gpsToInstant, instantToGps } from "@lorats/base";
import { BEACON_SF9, encodeBeacon } from "@lorats/lorawan";
import { SampleClock } from "../../src/clock/sample-clock.ts";
import { BeaconWatch } from "../../src/pilots/beacon-watch.ts";
import type { WatchOrder } from "../../src/receiver/watch.ts";
import { someSighting } from "../support/sightings.ts";

const OPTIONS = { freqsHz: [869_525_000], sf: 9, bwHz: 125_000, trusted: true, knowsTime: true };
type Order = { order: Omit<WatchOrder, "fromSample" | "toSample">; fromNs: bigint; toNs: bigint };

void test("it listens around every multiple of 128 s of GPS time, and takes the time that a beacon tells", () => {
  const clock = new VirtualClock();
  const orders: Order[] = [];
  const watch = new BeaconWatch(
    OPTIONS,
    {
      watch: (order, fromNs, toNs) => {
        orders.push({ order, fromNs, toNs });
        return true;
      },
    },
    clock,
  );
  watch.start();
  clock.advance(300_000);
  watch.stop();
  assert.ok(orders.length >= 2);
  const started = clock.now() - clock.monotonic();
  for (const { order, fromNs, toNs } of orders) {
    const beginsNs = instantToGps(started + fromNs) % 128_000_000_000n;
    const endsNs = instantToGps(started + toNs) % 128_000_000_000n;
    assert.ok(beginsNs > 126_900_000_000n && endsNs < 2_100_000_000n, `${beginsNs} … ${endsNs}`);
    assert.deepEqual(order.implicit, { length: 17, cr: 1, crc: false });
  }
  const utc = gpsToInstant(1_280_000n * 1_000_000_000n);
  const samples = new SampleClock({
    sampleRateHz: 1e6,
    latencyNs: 5e7,
    system: { source: "ntp", sdNs: 5e6 },
    concentratorSdNs: 5000,
  });
  samples.observeArrival(100_000, 5_000_000_000n, utc + 100_000_000n);
  const beacon = encodeBeacon(BEACON_SF9, { param: 0, time: 1_280_000, gwSpecific: null });
  const stream = { sampleRateHz: 1e6 } as never;
  const context = { number: 1, stream, clock: samples, startedUs: 0 };
  const sighting = someSighting({
    payload: beacon,
    onsetSample: 60_000,
    freqHz: 869_525_000,
    sf: 9,
  });
  const pilot = watch.seenAs({ id: orders[0]!.order.id, sightings: [sighting] }, context)!;
  assert.equal(pilot.source, "beacon");
  assert.equal(pilot.sentAt, utc + 1_500_000n);
  assert.equal(samples.at(60_000)!.instant, utc + 1_500_000n);
  assert.ok(samples.at(60_000)!.sdNs < 100_000);
  const other = someSighting({ payload: Uint8Array.of(1, 2, 3) });
  assert.equal(watch.seenAs({ id: orders[0]!.order.id, sightings: [other] }, context), null);
  assert.equal(watch.seenAs({ id: 5, sightings: [sighting] }, context), null, "a downlink's watch");
});
