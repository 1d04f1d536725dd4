import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readSettings } from "../src/settings.ts";

const ENV = {
  LORATS_API_URL: "http://127.0.0.1:8080",
  LORATS_API_KEY: "key",
  LORATS_UDP_PORT: "1700",
  LORATS_WORLD_DIR: "/tmp/world",
};

describe("world settings", () => {
  it("need no more than a server and a folder; SDRs and attack control are off", () => {
    assert.deepEqual(readSettings(ENV), {
      apiUrl: "http://127.0.0.1:8080",
      apiKey: "key",
      udpHost: "127.0.0.1",
      udpPort: 1700,
      stationUri: undefined,
      folder: "/tmp/world",
      sdrs: undefined,
      sdrPort: undefined,
      sdrUdpPort: undefined,
      ltsKey: undefined,
      control: undefined,
    });
  });

  it("switch SDRs and attack control on", () => {
    const settings = readSettings({
      ...ENV,
      LORATS_WORLD_SDR: "1",
      LORATS_WORLD_SDR_PORT: "0",
      LORATS_WORLD_CONTROL_TOKEN: "secret",
    });
    assert.equal(settings.sdrs, "iq");
    assert.equal(settings.sdrPort, 0);
    assert.deepEqual(settings.control, { token: "secret", port: 0 });
  });

  it("say which variable is wrong, and never what a key is", () => {
    for (const [name, value] of [
      ["LORATS_API_URL", "nowhere"],
      ["LORATS_API_KEY", ""],
      ["LORATS_UDP_PORT", "70000"],
      ["LORATS_STATION_URI", "http://127.0.0.1:3001"],
      ["LORATS_WORLD_SDR", "yes"],
      ["LORATS_WORLD_SDR_PORT", "-1"],
      ["LORATS_WORLD_LTS_KEY", "00ff"],
    ] as const) {
      assert.throws(() => readSettings({ ...ENV, [name]: value }), {
        code: "WORLD_CONFIG",
        message: new RegExp(name),
      });
    }
  });
});
