import assert from "node:assert/strict";
import { it } from "node:test";
import { buildProgram } from "../src/program.ts";

it("shows defaults as one would type them", () => {
  const phy = buildProgram().commands.find((command) => command.name() === "phy")!;
  for (const command of phy.commands) {
    const help = command.helpInformation();
    assert.match(help, /default: [\w"]/);
    assert.doesNotMatch(help, /default: [{[]/);
  }
});

it("knows its version", () => {
  assert.match(buildProgram().version()!, /^\d+\.\d+\.\d+/);
});
