import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newEvent, type Location, type Place } from "@lorats/events";
import { parseInstant, type GatewayId } from "@lorats/base";
import { flightsFrom } from "../../src/time/flight.ts";
import { placeAfter, placeNow } from "../../src/time/device-place.ts";
import { DEVICE, gatewayId, START_S, timeAt, uplink, Watch } from "../support.ts";

const DEVICE_AT: Place = { latitudeDeg: 1.3483, longitudeDeg: 103.6831, uncertaintyM: 5 };
/** 3,000 m to the north: 10.007 µs. */
const GATEWAY_AT: Place = { latitudeDeg: 1.3483 + 3000 / 111_194.93, longitudeDeg: 103.6831 };

const placeOf = (id: GatewayId): Place | undefined =>
  id === gatewayId(1) ? GATEWAY_AT : undefined;

function location(place: Place, source: Location["source"] = "payload-gnss"): Location {
  const { body } = uplink(0, 0);
  return {
    deduplicationId: body.deduplicationId,
    deviceId: DEVICE,
    applicationId: body.applicationId,
    devEui: body.devEui,
    place: JSON.stringify(place),
    source,
    resolver: "test/1",
    gateways: 1,
  };
}

describe("time of flight", () => {
  it("is the straight line's, and as sure as the places are", () => {
    const flight = flightsFrom(DEVICE_AT, [gatewayId(1), gatewayId(2)], placeOf);
    assert.equal(flight.size, 1);
    const { ns, sdNs } = flight.get(gatewayId(1))!;
    assert.ok(Math.abs(ns - 10_007) < 1, `${ns}`);
    assert.ok(sdNs > 100 && sdNs < 150, `${sdNs}`);
  });

  it("is not taken from a place that may be anywhere within a mile", () => {
    const vague = { ...DEVICE_AT, uncertaintyM: 2000 };
    assert.equal(flightsFrom(vague, [gatewayId(1)], placeOf).size, 0);
  });

  it("goes off the time of sending, which is then as sure as receiver and places", () => {
    const watch = new Watch({ place: DEVICE_AT, placeOf });
    const heard = { biasHz: -18_000, more: {} };
    const onset = timeAt(100 + 10_007e-9);
    const lts = { onset, onsetSdNs: 200, biasHz: -18_000, biasSdHz: 2 };
    const { timing } = watch.hear(100, [{ ...heard, more: { lts } }]);
    assert.ok(Math.abs(Number(parseInstant(timing.time) - parseInstant(timeAt(100)))) <= 1);
    assert.ok(timing.sdNs < 260, `${timing.sdNs}`);
    const blind = new Watch().hear(100, [{ ...heard, more: { lts } }]);
    assert.ok(blind.timing.sdNs >= 3000);
  });
});

describe("where a device was last", () => {
  it("takes what satellites or other networks say, not what rests on the receptions themselves", () => {
    const known = placeAfter(undefined, location(DEVICE_AT), 1000)!;
    assert.equal(known.latitudeDeg, DEVICE_AT.latitudeDeg);
    assert.equal(placeAfter(undefined, location(DEVICE_AT, "gateway-times"), 1000), undefined);
    assert.equal(placeAfter(known, location(GATEWAY_AT), 900), known);
    assert.equal(
      placeAfter(undefined, { ...location(DEVICE_AT), place: "", sealed: true }, 1),
      undefined,
    );
  });

  it("grows unsure as if it were driven about, and is forgotten after an hour", () => {
    const known = placeAfter(undefined, location(DEVICE_AT), START_S)!;
    assert.ok(placeNow(known, START_S + 30)!.uncertaintyM! > 300);
    assert.equal(placeNow(known, START_S + 4000), undefined);
  });

  it("an event's place is of use for the next frame", () => {
    const watch = new Watch({ placeOf });
    watch.hear(0, [{ biasHz: -18_000 }]);
    const event = newEvent("location", uplink(0, 0), location(DEVICE_AT));
    watch.device = { ...watch.device, place: placeAfter(undefined, event.body, START_S) };
    assert.ok(watch.hear(10, [{ biasHz: -18_000 }]).timing.sdNs < 700);
  });
});
