import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectTcp, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { until } from "../../../base/test/until.ts";

/** False where the program can be run; otherwise why a test with it is skipped, and what would help. */
export function missing(program: string, debianPackage: string = program): string | false {
  const found = process.env["PATH"]!.split(":")
    .concat("/usr/sbin")
    .some((folder) => spawnSync("test", ["-x", path.join(folder, program)]).status === 0);
  return !found && `there is no ${program} here (Debian: apt-get install ${debianPackage})`;
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Removed once the process ends: hooks of a test run in the order in which they were made, before the broker is gone. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-broker-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Mosquitto's configuration: the user `lorats` with the password `secret`, and a file that keeps what waits. */
export function furnishMosquitto(port: number): string {
  const folder = temporaryFolder();
  spawnSync("chmod", ["777", folder]);
  const passwords = path.join(folder, "passwords");
  writeFileSync(passwords, "lorats:secret\n", { mode: 0o644 });
  assert.equal(spawnSync("mosquitto_passwd", ["-U", passwords]).status, 0);
  spawnSync("chmod", ["644", passwords]);
  const configuration = path.join(folder, "mosquitto.conf");
  const lines = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous false",
    `password_file ${passwords}`,
    "persistence true",
    `persistence_location ${folder}/`,
    "autosave_on_changes true",
    "autosave_interval 1",
    "max_queued_messages 0",
  ];
  writeFileSync(configuration, `${lines.join("\n")}\n`);
  return configuration;
}

export interface RunningBroker {
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Lets it hang: connections stay open, nothing answers. */
  pause(): void;
}

/** Runs a broker and waits until its port answers. */
export async function runBroker(
  t: TestContext,
  program: string,
  parameters: readonly string[],
  port: number,
  environment: NodeJS.ProcessEnv = {},
): Promise<RunningBroker> {
  const child = spawn(program, parameters, {
    stdio: "ignore",
    // A group of its own: some brokers are started by a script, which is not all that has to end.
    detached: true,
    env: { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin`, ...environment },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, "SIGKILL");
    await ended;
  };
  t.after(kill);
  await until(() => answers(port), 240_000);
  return { kill, pause: () => process.kill(-child.pid!, "SIGSTOP") };
}

async function answers(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    }).on("error", () => resolve(undefined));
  });
}
