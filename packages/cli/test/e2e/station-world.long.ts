import assert from "node:assert/strict";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "node:test";
import { parseInstant, secondsBetween } from "@lorats/base";
import { readScenario, runWorld } from "@lorats/world";
import { until } from "../../../base/test/until.ts";
import { startRunning } from "../../../server/test/support/running.ts";
import { readTruth } from "./truth.ts";

const BUILDING = fileURLToPath(
  new URL("../../../../examples/world/building.toml", import.meta.url),
);
const HOPPER = "0a0000000000b003";

describe("the building's world against a whole server", { timeout: 600_000 }, () => {
  it("comes in by Basics Station alone, with what its SDR saw and schedules agreed on by X25519", async (t) => {
    const running = await startRunning(t, {
      "basics_station.enabled": true,
      "basics_station.port": 0,
    });
    const { client, server, tenantId } = running;
    const door = server.gatewayDoors.find(({ door: name }) => name === "basics-station")!;
    const { secret } = await client.createApiKey({ tenantId, name: "world", scopes: ["*"] });
    const folder = path.join(running.folder, "world");
    const settings = {
      apiUrl: server.httpUrl,
      apiKey: secret,
      udpHost: "127.0.0.1",
      // Nobody listens there: what comes in came by the other door.
      udpPort: 9,
      stationUri: `ws://127.0.0.1:${door.port}`,
      folder,
      sdrs: undefined,
      sdrPort: undefined,
      sdrUdpPort: undefined,
      ltsKey: undefined,
      control: undefined,
    };
    const scenario = readScenario(BUILDING);
    const world = await runWorld(scenario, settings, (line) => t.diagnostic(line));
    t.after(() => world.stop());
    await until(() => world.devices.every(({ isJoined }) => isJoined), 120_000);
    const seen = async () => (await client.listUplinks({ limit: 1000 })).items;
    await until(async () => {
      const items = await seen();
      const enough = scenario.devices.every(
        ({ devEui }) => items.filter((one) => one.devEui === devEui).length >= 3,
      );
      return enough || undefined;
    }, 300_000);
    const uplinks = await seen();
    // Timed by the SDR, and as well as it claims.
    const bySdr = uplinks.filter(({ timing }) => timing?.source === "sdr");
    assert.ok(bySdr.length > uplinks.length / 2, `${bySdr.length} of ${uplinks.length}`);
    const truth = readTruth(folder);
    const errors = bySdr.map(({ devEui, fCnt, timing }) => {
      const said = parseInstant(timing!.time);
      const sent = truth.onsetsOf(devEui, fCnt);
      const off = sent.map((onset) => Math.abs(secondsBetween(onset, said)));
      return { offNs: Math.min(...off) * 1e9, sdNs: timing!.sdNs };
    });
    const within = errors.filter(({ offNs, sdNs }) => offNs < 3 * sdNs + 1000).length;
    t.diagnostic(`figure: ${within} of ${errors.length} onsets within three claimed deviations`);
    assert.ok(within >= 0.9 * errors.length);
    const hopper = uplinks.find(({ devEui }) => devEui === HOPPER)!;
    const hopping = await client.getHopping({ id: hopper.deviceId });
    assert.ok(hopping.enabled && hopping.agreement === "x25519");
    assert.equal(hopping.maxSlices, 60);
  });
});
