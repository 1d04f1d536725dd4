import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
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

it("started by an older Node, hands on the wish to end", async (t) => {
  const older = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, "node"))
    .find((node) => existsSync(node) && majorOf(node) < 26);
  if (older === undefined) {
    t.skip("there is no older Node here");
    return;
  }
  const folder = await mkdtemp(path.join(tmpdir(), "lorats-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const lorats = path.join(import.meta.dirname, "../bin/lorats.mjs");
  const ports = { LORATS_HTTP_PORT: "0", LORATS_MQTT_PORT: "0", LORATS_SEMTECH_UDP_PORT: "0" };
  const child = spawn(older, [lorats, "start", "--data-dir", folder], {
    env: { ...process.env, ...ports },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  for await (const chunk of child.stdout) if (String(chunk).includes("Ctrl-C")) break;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  assert.equal((await ended)[0], 0);
});

function majorOf(node: string): number {
  return Number.parseInt(execFileSync(node, ["-p", "process.versions.node"]).toString(), 10);
}

it("ends without a word when nobody reads what it prints", async () => {
  const lorats = path.join(import.meta.dirname, "../bin/lorats.mjs");
  const synth = ["phy", "synth", "--sf", "12", "--rate", "1000000", "-o", "-"];
  const child = spawn(process.execPath, [lorats, ...synth], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  assert.equal(said, "");
  assert.equal(code, 141);
});
