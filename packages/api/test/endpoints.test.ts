import assert from "node:assert/strict";
import { it } from "node:test";
import { ENDPOINTS, ROUTES, routeOf, type RouteName } from "@lorats/api";

const names = Object.keys(ROUTES) as RouteName[];

it("asks a scope of every operation that touches data", () => {
  const open = names.filter((name) => typeof ENDPOINTS[name].access === "string");
  assert.deepEqual(open.toSorted(), [
    "authMethods",
    "changePassword",
    "confirmDownlink",
    "getRegions",
    "listDownlinks",
    "me",
    "sendUplink",
    "serverInfo",
    "signIn",
    "signOut",
  ]);
  for (const name of names) {
    const { access } = ENDPOINTS[name];
    if (typeof access === "string") continue;
    assert.equal(access.action, routeOf(name).method === "GET" ? "read" : "write", name);
  }
});

it("names every path once", () => {
  assert.equal(new Set(Object.values(ROUTES)).size, names.length);
});

it("fills in what a device profile leaves out, and nothing on a change", () => {
  const profile = ENDPOINTS.createDeviceProfile.body.parse({ name: " Meter " });
  assert.equal(profile.name, "Meter");
  assert.equal(profile.region, "EU868");
  assert.deepEqual(ENDPOINTS.updateDeviceProfile.body.parse({}), {});
});

it("reads EUIs and keys as people write them", () => {
  const device = {
    applicationId: "00000000-0000-7000-8000-000000000000",
    profileId: "00000000-0000-7000-8000-000000000000",
    devEui: "70-B3-D5-7E-D0-00-00-01",
    appKey: "2B7E151628AED2A6ABF7158809CF4F3C",
  };
  const parsed = ENDPOINTS.createDevice.body.parse(device);
  assert.equal(parsed.devEui, "70b3d57ed0000001");
  assert.equal(parsed.appKey, "2b7e151628aed2a6abf7158809cf4f3c");
  assert.equal(ENDPOINTS.createDevice.body.safeParse({ ...device, devEui: "70" }).success, false);
});
