import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { getRegion, subBandChannels } from "../../src/index.ts";

const indices = (region: string, subBand: number): number[] =>
  subBandChannels(getRegion(region), subBand).map(({ index }) => index);

describe("channels of a gateway", () => {
  it("are eight narrow ones and the wide one among them in US915 and AU915", () => {
    for (const region of ["US915", "AU915"]) {
      assert.deepEqual(indices(region, 1), [8, 9, 10, 11, 12, 13, 14, 15, 65]);
      assert.deepEqual(indices(region, 7), [56, 57, 58, 59, 60, 61, 62, 63, 71]);
      assert.deepEqual(indices(region, 8), []);
    }
  });

  it("are eight in CN470, and all of a plan that the network extends", () => {
    assert.deepEqual(indices("CN470", 11), [88, 89, 90, 91, 92, 93, 94, 95]);
    assert.deepEqual(indices("EU868", 3), [0, 1, 2]);
  });
});
