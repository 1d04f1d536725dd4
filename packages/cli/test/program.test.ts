import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
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

it("ends without a word when nobody reads what it prints", async () => {
  const lorats = path.join(import.meta.dirname, "../bin/lorats.mjs");
  const synth = ["phy", "synth", "--sf", "12", "--rate", "1000000", "-o", "-"];
  const child = spawn(process.execPath, [lorats, ...synth], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  assert.equal(said, "");
  assert.equal(code, 141);
});
