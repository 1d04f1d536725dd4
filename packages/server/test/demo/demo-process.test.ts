import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it, type TestContext } from "node:test";
import { systemClock } from "@lorats/base/node";
import { pino } from "pino";
import { until } from "../../../base/test/until.ts";
import { DemoProcess } from "../../src/demo/demo-process.ts";

function programOf(t: TestContext, source: string): { program: string; folder: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-world-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const program = path.join(folder, "world.mjs");
  writeFileSync(program, source);
  return { program, folder };
}

function worldOf(parts: { program: string; folder: string }): DemoProcess {
  return new DemoProcess({
    name: "world",
    program: parts.program,
    env: { LORATS_WORLD_DIR: parts.folder, LORATS_API_KEY: "lts_key_test" },
    clock: systemClock,
    logger: pino({ level: "silent" }),
  });
}

const TELL = `
  import { appendFileSync } from "node:fs";
  const tell = (text) => appendFileSync(process.env.LORATS_WORLD_DIR + "/told", text + "\\n");
`;

function told(folder: string): string[] {
  try {
    return readFileSync(path.join(folder, "told"), "utf8").trim().split("\n");
  } catch {
    return [];
  }
}

it("tells the world what it is to know and nothing else, and ends it by its standard input", async (t) => {
  const parts = programOf(
    t,
    `${TELL}
    tell(JSON.stringify(Object.keys(process.env).filter((name) => !name.startsWith("__")).sort()));
    process.stdin.on("end", () => { tell("ended"); process.exit(0); }).resume();`,
  );
  const world = worldOf(parts);
  world.start();
  await until(() => told(parts.folder).length === 1);
  await world.stop();
  const [names, end] = told(parts.folder);
  assert.deepEqual(JSON.parse(names!), ["LORATS_API_KEY", "LORATS_WORLD_DIR", "PATH"]);
  assert.equal(end, "ended");
  assert.equal(world.starts, 1);
});

it("starts a world again that died, and not one that was told to end", async (t) => {
  const parts = programOf(t, `${TELL} tell("here"); process.exit(3);`);
  const world = worldOf(parts);
  world.start();
  await until(() => told(parts.folder).length === 2);
  await world.stop();
  const { length } = told(parts.folder);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(told(parts.folder).length, length);
});

it("does not wait for ever for a world that will not end", async (t) => {
  const parts = programOf(t, `${TELL} tell("here"); setInterval(() => {}, 1000);`);
  const world = worldOf(parts);
  world.start();
  await until(() => told(parts.folder).length === 1);
  // Nobody else ends it.
  await world.stop();
});
