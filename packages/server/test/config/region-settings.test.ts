import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CallerError } from "@lorats/base";
import { loadConfig } from "../../src/config/load-config.ts";
import { regionSettings } from "../../src/config/region-settings.ts";

const load = (...regions: object[]) =>
  regionSettings(
    loadConfig({ environment: { LORATS_NETWORK_REGIONS: JSON.stringify(regions) } })[
      "network.regions"
    ],
  );

describe("settings of regions", () => {
  it("stand beside the defaults, and in place of them where they say so", () => {
    assert.equal(load()["EU868"]!.extraChannelsHz!.length, 5);
    const regions = load(
      { region: "EU868", extra_channels_hz: [867_100_000] },
      { region: "US915", enabled_channels: [65, 9, 8] },
      { region: "AS923-1", downlink_dwell: true },
    );
    assert.deepEqual(regions, {
      EU868: { extraChannelsHz: [867_100_000] },
      US915: { enabledChannels: [8, 9, 65] },
      // The plan limits uplinks from the beginning.
      "AS923-1": { dwell: { uplink: true, downlink: true } },
    });
  });

  for (const [what, region, says] of [
    ["an unknown region", { region: "MARS" }, /no region MARS; known: EU868/],
    ["a foreign frequency", { region: "EU868", extra_channels_hz: [915_000_000] }, /outside EU868/],
    [
      "extra channels of a fixed plan",
      { region: "US915", extra_channels_hz: [903_000_000] },
      /takes no extra/,
    ],
    ["a mask of a dynamic plan", { region: "EU868", enabled_channels: [0] }, /say which are extra/],
    ["a channel beyond the last", { region: "US915", enabled_channels: [72] }, /no channel 72/],
  ] as const) {
    it(`refuse ${what}`, () => {
      assert.throws(
        () => load(region),
        (error: CallerError) => error.code === "CONFIG_BAD_VALUE" && says.test(error.message),
      );
    });
  }
});
