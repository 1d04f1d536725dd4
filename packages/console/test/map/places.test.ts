import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Gateway, Uplink } from "@lorats/api";
import { areasOf, linksOf, pointsOf } from "../../src/map/geo-json.ts";
import { boundsOf, devicePlaces, placesOf } from "../../src/map/places.ts";

const GATEWAYS = [
  { id: "a", name: "A", state: "online", location: { latitudeDeg: 1, longitudeDeg: 2 } },
  { id: "b", name: "B", state: "offline", reportedLocation: { latitudeDeg: 3, longitudeDeg: 4 } },
  { id: "c", name: "C", state: "online" },
] as unknown as Gateway[];

function uplink(deviceId: string, receptions: readonly (readonly [string, number])[]): Uplink {
  const heard = receptions.map(([gatewayId, rssiDbm]) => ({ gatewayId, rssiDbm }));
  return { deviceId, devEui: deviceId, receptions: heard } as unknown as Uplink;
}

describe("places", () => {
  const gateways = placesOf(GATEWAYS);

  it("of gateways are what people set, else what the gateway reports", () => {
    assert.deepEqual(
      gateways.map(({ id, latitudeDeg }) => [id, latitudeDeg]),
      [
        ["a", 1],
        ["b", 3],
      ],
    );
  });

  it("of devices come from the gateways with a place that hear them, by the mean of their frames", () => {
    const devices = devicePlaces(
      [
        uplink("d", [
          ["a", -100],
          ["c", -60],
        ]),
        uplink("d", [["a", -90]]),
        uplink("e", [["c", -60]]),
      ],
      gateways,
    );
    assert.deepEqual(
      devices.map(({ id, heardBy }) => ({ id, heardBy })),
      [{ id: "d", heardBy: [{ gatewayId: "a", rssiDbm: -95, frames: 2 }] }],
    );
    const scene = { gateways, devices, showsLinks: true, showsAreas: true };
    assert.equal(linksOf(scene).features.length, 1);
    const [ring] = areasOf(scene).features[0]!.geometry.coordinates;
    assert.deepEqual(ring!.at(0)!.map(Math.fround), ring!.at(-1)!.map(Math.fround));
    assert.equal(linksOf({ ...scene, showsLinks: false }).features.length, 0);
    assert.equal(pointsOf(gateways).features[1]!.properties!["state"], "offline");
  });

  it("of a hundred thousand have bounds", () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({
      latitudeDeg: i / 2000,
      longitudeDeg: -i / 1000,
    }));
    assert.deepEqual(boundsOf(many), [-99.999, 0, -0, 49.9995]);
  });
});
