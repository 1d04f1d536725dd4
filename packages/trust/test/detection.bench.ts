import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gaussian, type GatewayId, SeededRandom } from "@lorats/base";
import { gatewayAfterFrame } from "../src/judge/judge-gateway.ts";
import { DEFAULT_POLICY } from "../src/policy.ts";
import { judgeUplink } from "../src/server/judge-uplink.ts";
import { encodeDevice } from "../src/state/device-codec.ts";
import { NEW_DEVICE } from "../src/state/device-trust.ts";
import { type GatewayTrust, NEW_GATEWAY } from "../src/state/gateway-trust.ts";
import { FREQ_HZ } from "./evaluation/arena.ts";
import { CLASSES } from "./evaluation/classes.ts";
import { CrystalProcess } from "./evaluation/crystal-world.ts";
import { markdown, svg } from "./evaluation/report.ts";
import { clockAgainstCarrier } from "./evaluation/scenarios/clock-against-carrier.ts";
import { concentrator } from "./evaluation/scenarios/concentrator.ts";
import { confusions } from "./evaluation/scenarios/confusions.ts";
import { extraBias } from "./evaluation/scenarios/extra-bias/extra-bias.ts";
import { hopping } from "./evaluation/scenarios/hopping.ts";
import { orphans } from "./evaluation/scenarios/orphans/orphans.ts";
import { probes } from "./evaluation/scenarios/probes.ts";
import { ramps } from "./evaluation/scenarios/ramps.ts";
import type { Effort, Scenario } from "./evaluation/scenarios/scenario.ts";
import { surface, tcxo } from "./evaluation/scenarios/surfaces.ts";
import { temperature } from "./evaluation/scenarios/temperature.ts";
import { reception, uplink } from "./support.ts";

const SCENARIOS: readonly Scenario[] = [
  extraBias,
  tcxo,
  surface,
  temperature,
  ramps,
  clockAgainstCarrier,
  hopping,
  probes,
  orphans,
  confusions,
  concentrator,
];

/** Of the frames whose cost is measured. */
const ROUNDS = 12;
const SMALL = { devices: 30, frames: 200 } as const;
/** 10⁶ genuine and 10⁵ attacked frames a scenario, over 1,000 devices. */
const FULL = { devices: 1000, frames: 1000 } as const;
const DOCS = fileURLToPath(new URL("../../../docs/", import.meta.url));
const REPORT = `${DOCS}detection.md`;

/**
 * Measures how well attacks are detected: `npm run bench -- detection`. With `--full` 10⁶ frames a scenario, with
 * `--only=NAME,NAME` some of the scenarios, with `--seed=TEXT` other draws, with `--devices=N --frames=N` another size, with
 * `--write` the tables go into their places in `docs/detection.md`.
 */
export async function run(): Promise<void> {
  const full = process.argv.includes("--full");
  const seed = option("seed") ?? "small";
  const size = full ? FULL : SMALL;
  const effort: Effort = {
    devices: Number(option("devices") ?? size.devices),
    frames: Number(option("frames") ?? size.frames),
    seed,
  };
  const only = option("only")?.split(",");
  const cost = costOfAFrame();
  console.log(cost);
  if (isWritten() && !only) put("cost", cost);
  for (const scenario of SCENARIOS) {
    if (only && !only.includes(scenario.name)) continue;
    const before = process.cpuUsage();
    const outcome = scenario.run(effort);
    const { user, system } = process.cpuUsage(before);
    const command = `npm run bench -- detection --only=${scenario.name}${full ? " --full" : ""} --seed=${seed}`;
    const told = `Made by \`${command}\` at ${version()}, ${((user + system) / 1e6).toFixed(0)} s of CPU time.`;
    const text = `${markdown(outcome)}\n${told}\n`;
    console.log(`\n${text}`);
    if (!isWritten()) continue;
    mkdirSync(`${DOCS}detection`, { recursive: true });
    for (const plot of outcome.plots ?? [])
      writeFileSync(`${DOCS}detection/${plot.file}`, svg(plot));
    put(scenario.name, text);
  }
}

function option(name: string): string | undefined {
  const found = process.argv.find((word) => word.startsWith(`--${name}=`));
  return found?.slice(name.length + 3);
}

function isWritten(): boolean {
  return process.argv.includes("--write");
}

function version(): string {
  return spawnSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).stdout.trim();
}

/** Puts a scenario's tables between its marks in the report. */
function put(name: string, text: string): void {
  const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const report = existsSync(REPORT) ? readFileSync(REPORT, "utf8") : "";
  const [start, end] = [report.indexOf(from), report.indexOf(to)];
  const body = `${from}\n\n${text.trim()}\n\n`;
  const whole =
    start < 0 || end < 0
      ? `${report.trimEnd()}\n\n${body}${to}\n`
      : report.slice(0, start) + body + report.slice(end);
  writeFileSync(REPORT, whole);
}

/** CPU time and memory of one judged frame: dated, judged, learnt from, at one gateway with an SDR. */
function costOfAFrame(): string {
  const random = new SeededRandom(1);
  const process_ = new CrystalProcess(CLASSES.plain, random.fork(1));
  const frames = Array.from({ length: 10_000 }, (_, i) => {
    const s = (i + 1) * 600;
    const biasHz = process_.ppm(s / 3600) * (FREQ_HZ / 1e6) + 4 * gaussian(random);
    return { uplink: uplink(s, i), receptions: [reception(s, { biasHz, biasSdHz: 4 })] };
  });
  const us: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let state = NEW_DEVICE;
    const gateways = new Map<GatewayId, GatewayTrust>();
    const gatewayOf = (id: GatewayId): GatewayTrust => gateways.get(id) ?? NEW_GATEWAY;
    const before = process.threadCpuUsage();
    for (const one of frames) {
      const case_ = { policy: DEFAULT_POLICY, temperatureC: undefined, hopping: undefined };
      const judged = judgeUplink(state, { ...one, ...case_, gatewayOf });
      state = judged.state;
      for (const [id, gateway] of judged.gateways) gateways.set(id, gateway);
      for (const lesson of judged.lessons) {
        const { gatewayId } = lesson;
        const after = gatewayAfterFrame(gatewayOf(gatewayId), lesson, 1, judged.atS);
        gateways.set(gatewayId, after.state);
      }
    }
    const { user, system } = process.threadCpuUsage(before);
    us.push((user + system) / frames.length);
    bytes = encodeDevice(state).length;
  }
  // What runs for days is compiled: the first rounds do not count.
  const warm = us.slice(ROUNDS / 2).toSorted((a, b) => a - b);
  const [best, median] = [warm[0]!, warm[warm.length >> 1]!];
  return `One frame costs ${median.toFixed(1)} µs of the thread's CPU time (median of ${warm.length} rounds of ${frames.length} frames; the best ${best.toFixed(1)}) to date, judge and learn from; a device's state has ${bytes} bytes as stored.`;
}
