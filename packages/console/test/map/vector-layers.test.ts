import assert from "node:assert/strict";
import { it } from "node:test";
import { vectorLayers } from "../../src/map/vector-layers.ts";

const COLORS = { sea: "#00f", land: "#fff", line: "#888" };

it("an operator's map is drawn from the ground up, by either name of its layers", () => {
  const protomaps = vectorLayers(["pois", "roads", "water", "earth", "buildings"], COLORS);
  assert.deepEqual(
    protomaps.map(({ id }) => id),
    ["ground", "tiles-earth", "tiles-water", "tiles-buildings", "tiles-roads-lines"],
  );
  assert.deepEqual(protomaps[0]!.paint, { "background-color": COLORS.sea });
  const openMapTiles = vectorLayers(["transportation", "water", "building"], COLORS);
  assert.deepEqual(
    openMapTiles.map(({ id }) => id),
    ["ground", "tiles-water", "tiles-building", "tiles-transportation-lines"],
  );
  assert.deepEqual(openMapTiles[0]!.paint, { "background-color": COLORS.land });
});
