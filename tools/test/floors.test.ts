import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { MAY_IMPORT, checkFloors, findCircles } from "../floors.ts";

function house(files: Record<string, string>): string {
  const root = mkdtempSync(path.join(tmpdir(), "floors-"));
  for (const room of Object.keys(MAY_IMPORT)) {
    const folder = path.join(root, "packages", room);
    mkdirSync(path.join(folder, "src"), { recursive: true });
    writeFileSync(path.join(folder, "package.json"), "{}");
    writeFileSync(path.join(folder, "tsconfig.json"), "{}");
  }
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(path.join(root, "packages", file), text);
  }
  return root;
}

describe("floors", () => {
  it("accepts arrows that point down", () => {
    assert.deepEqual(
      checkFloors(house({ "phy/src/a.ts": 'import { x } from "@lorats/base";' })),
      [],
    );
  });

  it("refuses arrows that point up, sideways and past the public entry", () => {
    const problems = checkFloors(
      house({
        "base/src/a.ts": 'import { x } from "@lorats/phy";',
        "trust/src/a.ts": 'import type { x } from "@lorats/network";',
        "server/src/a.ts": 'import { x } from "@lorats/base/src/id.ts";',
        "server/src/b.ts": 'const world = await import("@lorats/world");',
      }),
    );
    assert.equal(problems.length, 4, problems.join("\n"));
  });

  it("keeps Node out of the pure floors, adapters excepted", () => {
    const text = 'import { readFileSync } from "node:fs";';
    assert.equal(checkFloors(house({ "lorawan/src/a.ts": text })).length, 1);
    assert.deepEqual(checkFloors(house({ "storage/src/a.ts": text })), []);
  });

  it("refuses manifests that declare what a room may not see", () => {
    const manifest = '{"dependencies":{"@lorats/server":"0.1.0"}}';
    assert.equal(checkFloors(house({ "phy/package.json": manifest })).length, 1);
  });

  it("finds circles of imports, but not circles of types", () => {
    const circle = (word: string): Record<string, string> => ({
      "phy/src/a.ts": `import ${word}{ b } from "./b.ts";`,
      "phy/src/b.ts": `import ${word}{ a } from "./a.ts";`,
    });
    assert.match(checkFloors(house(circle("")))[0] ?? "", /circle/);
    assert.deepEqual(checkFloors(house(circle("type "))), []);
  });

  it("reports a circle once, with its way", () => {
    const graph = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", ["b"]],
    ]);
    assert.deepEqual(findCircles(graph), [["b", "c", "b"]]);
  });
});
