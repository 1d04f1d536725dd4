import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { placeLabels } from "../../src/pages/lab/place-labels.ts";

const spot = (x: number, y: number, label: string) => ({ x, y, label, fontSize: 10 });

describe("labels of the campus", () => {
  it("stand beside their spots, and left of those at the right edge", () => {
    const [one, other] = placeLabels([spot(50, 150, "Door"), spot(540, 150, "Library")]);
    assert.deepEqual(one, { dx: 13, dy: 4, anchor: "start" });
    assert.deepEqual(other, { dx: -13, dy: 4, anchor: "end" });
  });

  it("do not lie on each other where spots do", () => {
    const places = placeLabels(
      ["Tower", "Roof", "Hall", "Cellar"].map((label) => spot(80, 150, label)),
    );
    const rows = places.map(({ dy }) => dy).toSorted((a, b) => a - b);
    for (const [i, dy] of rows.slice(1).entries()) assert.ok(dy - rows[i]! >= 10, rows.join(" "));
  });

  it("stay within the drawing", () => {
    for (const { dy } of placeLabels([spot(80, 297, "Low"), spot(80, 297, "Lower")])) {
      assert.ok(297 + dy <= 300);
    }
  });
});
