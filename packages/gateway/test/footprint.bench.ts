import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SeededRandom } from "@lorats/base";
import { airBytes } from "./support/air.ts";

const LORATS = new URL("../../cli/bin/lorats.mjs", import.meta.url).pathname;
const RATE_HZ = 2_400_000;
const CENTRE_HZ = 867_800_000;
const SECONDS = 20;
const PER_SECOND = 2;
const PORT = 18_477;

function recording(path: string): void {
  const random = new SeededRandom(4);
  const frames = Array.from({ length: SECONDS * PER_SECOND }, (_, i) => ({
    freqHz: 867_100_000 + 200_000 * (i % 8),
    sf: 7 + (random.uint32() % 6),
    onsetS: 0.1 + ((SECONDS - 3) * i) / (SECONDS * PER_SECOND),
    biasHz: (random.uint32() % 20_000) - 10_000,
    payload: random.bytes(20),
  }));
  const air = { sampleRateHz: RATE_HZ, centreFreqHz: CENTRE_HZ, durationS: SECONDS, seed: 4 };
  writeFileSync(path, airBytes({ ...air, frames, snrDb: 5 }));
}

function config(directory: string): string {
  return `
[gateway]
eui = "aabbccfffe000001"
spool = "spool"
[[server]]
host = "127.0.0.1"
port = 18479
[sdr]
type = "file"
path = "${directory}/air.cu8"
sample_rate_hz = ${RATE_HZ}
centre_hz = ${CENTRE_HZ}
real_time = true
[status]
port = ${PORT}
`;
}

/** Megabytes by name, from Linux. */
function memoryOf({ pid }: ChildProcess): Record<string, number> {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const lines = [...status.matchAll(/^(VmRSS|VmHWM|RssAnon|RssFile):\s+(\d+) kB$/gm)];
  return Object.fromEntries(lines.map(([, name, kB]) => [name!, Math.round(Number(kB) / 1000)]));
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${PORT}/healthz`)).ok;
  } catch {
    return false;
  }
}

async function once(directory: string, seconds: number): Promise<void> {
  const begun = performance.now();
  const child = spawn(process.execPath, [LORATS, "gateway", "--config", `${directory}/g.toml`], {
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  while (!(await answers())) await sleep(5);
  console.log(`started in ${(performance.now() - begun).toFixed(0)} ms`);
  for (let s = 0; s < seconds; s += 5) {
    await sleep(5000);
    const { VmRSS, VmHWM, RssAnon, RssFile } = memoryOf(child);
    console.log(
      `after ${s + 5} s: resident ${VmRSS} MB (${RssAnon} MB its own, ${RssFile} MB of files, mostly Node's program text), at most ${VmHWM} MB`,
    );
  }
  child.kill("SIGTERM");
  await ended;
}

/** Prints how soon `lorats gateway` answers, and its memory while it receives eight channels live. */
export async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "lorats-footprint-"));
  try {
    recording(`${directory}/air.cu8`);
    writeFileSync(`${directory}/g.toml`, config(directory));
    console.log(`2.4 Msps in real time, 8 channels x SF7-12, ${PER_SECOND} frames/s, one worker`);
    console.log("first start, or the first after a change:");
    await once(directory, 0);
    console.log("second start, with types stripped already:");
    await once(directory, SECONDS - 5);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
