import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createSocket, type Socket } from "node:dgram";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { hashSecret, newSecret, type MqttCredentialId } from "@lorats/platform";
import { systemClock, systemRandom } from "@lorats/base/node";
import type { Gateway } from "@lorats/network";
import { openStorage } from "@lorats/storage";
import mqtt, { type MqttClient } from "mqtt";
import { populate, type Population, type Radio } from "../../network/test/support/load.ts";
import { id } from "./harness.ts";

const WINDOW_MS = 200;
const LORATS = path.join(import.meta.dirname, "../../cli/bin/lorats.mjs");
/** Datagrams that wait for their acknowledgement: gateways send no faster than they are answered. */
const OUTSTANDING = 600;
const TICKS_PER_S = 100;
/** Uplinks before anything is counted: V8 goes on compiling for some tens of thousands. */
const WARM_UP = 30_000;

interface Usage {
  readonly mainS: number;
  readonly allS: number;
  /** By thread, with its name. */
  readonly threads: ReadonlyMap<string, number>;
}

/** The server in a process of its own, fed by UDP and heard over MQTT. */
class PathBench {
  readonly radios: readonly Radio[];
  readonly latenciesMs: number[] = [];
  published = 0;
  readonly #gateways: readonly Gateway[];
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #udpPort: number;
  readonly #client: MqttClient;
  readonly #folder: string;
  readonly #sentAt = new Map<string, number>();
  #outstanding = 0;
  #token = 0;

  private constructor(parts: {
    radios: readonly Radio[];
    gateways: readonly Gateway[];
    child: ChildProcess;
    socket: Socket;
    udpPort: number;
    client: MqttClient;
    folder: string;
  }) {
    this.radios = parts.radios;
    this.#gateways = parts.gateways;
    this.#child = parts.child;
    this.#socket = parts.socket;
    this.#udpPort = parts.udpPort;
    this.#client = parts.client;
    this.#folder = parts.folder;
    this.#socket.on("message", () => this.#outstanding--);
    this.#client.on("message", (_, payload) => this.#heard(payload));
  }

  static async open(population: Population, core?: number): Promise<PathBench> {
    const folder = mkdtempSync(path.join(tmpdir(), "lorats-bench-"));
    const { radios, gateways, username, password } = await furnish(folder, population);
    const pinned = ["--cpu-list", String(core), process.execPath];
    const child = spawn(
      core === undefined ? process.execPath : "taskset",
      [
        ...(core === undefined ? [] : pinned),
        ...(process.env["BENCH_NODE_FLAGS"]?.split(" ") ?? []),
        LORATS,
        "start",
        "--data-dir",
        folder,
      ],
      {
        env: {
          ...process.env,
          LORATS_HTTP_PORT: "0",
          LORATS_MQTT_PORT: "0",
          LORATS_SEMTECH_UDP_PORT: "0",
          LORATS_SEMTECH_UDP_MAX_PER_SECOND: "100000",
        },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const { mqttUrl, udpPort } = await portsOf(child);
    const client = await mqtt.connectAsync(mqttUrl, { username, password });
    await client.subscribeAsync("application/+/device/+/event/up");
    const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 22, sendBufferSize: 1 << 22 });
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new PathBench({ radios, gateways, child, socket, udpPort, client, folder });
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
    this.#socket.close();
    this.#child.kill("SIGINT");
    await once(this.#child, "exit");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Processor time of the server: of its main thread, and of all its threads. */
  usage(): Usage {
    const { pid } = this.#child;
    const threads = new Map<string, number>();
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const stat = readFileSync(`/proc/${pid}/task/${task}/stat`, "utf8");
      const [head, tail] = stat.split(") ") as [string, string];
      const fields = tail.split(" ");
      const name = `${head.slice(head.indexOf("(") + 1)} ${task}`;
      threads.set(name, (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S);
    }
    const main = [...threads].find(([name]) => name.endsWith(` ${pid}`))![1];
    return { mainS: main, allS: threads.values().reduce((sum, one) => sum + one, 0), threads };
  }

  frames(count: number): { phyPayload: Uint8Array; key: string }[] {
    return Array.from({ length: count }, (_, n) => {
      const radio = this.radios[(n * 31) % this.radios.length]!;
      const phyPayload = radio.frame();
      const fCnt = phyPayload[6]! | (phyPayload[7]! << 8);
      return { phyPayload, key: `${radio.devAddr} ${fCnt}` };
    });
  }

  /** Sends frames, no faster than told; resolves when all are published or nothing comes any more. */
  async send(frames: ReturnType<PathBench["frames"]>, perSecond = Infinity): Promise<number> {
    const target = this.published + frames.length;
    const started = performance.now();
    for (let n = 0; n < frames.length;) {
      const due = Math.min(frames.length, ((performance.now() - started) / 1000) * perSecond);
      while (n < due && this.#outstanding < OUTSTANDING) this.#push(frames[n++]!);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    let quiet = performance.now();
    for (let before = -1; this.published < target && performance.now() - quiet < 5000;) {
      if (this.published !== before) quiet = performance.now();
      before = this.published;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return (quiet - started) / 1000;
  }

  #push({ phyPayload, key }: ReturnType<PathBench["frames"]>[number]): void {
    const now = performance.now();
    const tmst = Math.round(now * 1000) % 2 ** 32;
    const data = Buffer.from(phyPayload).toString("base64");
    const rxpk = `{"tmst":${tmst},"chan":0,"rfch":1,"freq":868.1,"stat":1,"modu":"LORA","datr":"SF7BW125","codr":"4/5","rssi":-70,"lsnr":5.2,"size":${phyPayload.length},"data":"${data}"}`;
    for (const { eui } of this.#gateways) {
      const token = this.#token++ & 0xffff;
      const head = Buffer.from([2, token & 0xff, token >> 8, 0]);
      const body = Buffer.from(`{"rxpk":[${rxpk}]}`);
      this.#outstanding++;
      this.#socket.send(
        Buffer.concat([head, Buffer.from(eui, "hex"), body]),
        this.#udpPort,
        "127.0.0.1",
      );
    }
    this.#sentAt.set(key, now);
  }

  #heard(payload: Buffer): void {
    const { devAddr, fCnt = 0 } = JSON.parse(payload.toString()) as {
      devAddr: string;
      fCnt?: number;
    };
    const key = `${devAddr} ${fCnt & 0xffff}`;
    const sentAt = this.#sentAt.get(key);
    if (sentAt === undefined) return;
    this.#sentAt.delete(key);
    this.published++;
    this.latenciesMs.push(performance.now() - sentAt - WINDOW_MS);
  }
}

/** A data directory with devices in the middle of their lives. */
async function furnish(
  dataDir: string,
  population: Population,
): Promise<{
  radios: readonly Radio[];
  gateways: readonly Gateway[];
  username: string;
  password: string;
}> {
  const { registry, radios, gateways, secrets } = await populate(population);
  const storage = await openStorage(undefined, { dataDir });
  const copy = async <Id extends string, E extends { readonly id: Id }>(
    from: { list(query: object): Promise<{ items: readonly E[]; next?: string }> },
    to: { create(drafts: readonly E[]): Promise<unknown> },
  ): Promise<void> => {
    let after: string | undefined;
    do {
      const page = await from.list({ limit: 1000, ...(after && { after }) });
      const drafts = page.items.map((entity) => {
        const {
          version: _,
          createdAt: __,
          updatedAt: ___,
          ...draft
        } = entity as E & {
          version?: number;
          createdAt?: bigint;
          updatedAt?: bigint;
        };
        return draft as unknown as E;
      });
      await to.create(drafts);
      after = page.next;
    } while (after !== undefined);
  };
  await copy(registry.tenants, storage.registry.tenants as never);
  await copy(registry.applications, storage.registry.applications as never);
  await copy(registry.deviceProfiles, storage.registry.deviceProfiles as never);
  await copy(registry.devices, storage.registry.devices as never);
  await copy(registry.gateways, storage.registry.gateways as never);
  for (let i = 0; i < secrets.length; i += 1000) await storage.keys.put(secrets.slice(i, i + 1000));
  for (let i = 0; i < radios.length; i += 1000) {
    const rows = radios
      .slice(i, i + 1000)
      .map((radio) => Object.assign(radio.row(), { version: 0 }));
    await storage.sessions.save(rows);
  }
  const password = newSecret("lts_mqtt", systemRandom);
  const username = "bench";
  await storage.mqttCredentials.create([
    {
      id: id<MqttCredentialId>(),
      tenantId: gateways[0]!.tenantId,
      name: username,
      username,
      hash: hashSecret(password),
      mayCommand: false,
      createdAt: systemClock.now(),
      ephemeral: false,
    },
  ]);
  await storage.close();
  return { radios, gateways, username, password };
}

async function portsOf(child: ChildProcess): Promise<{ mqttUrl: string; udpPort: number }> {
  let mqttUrl: string | undefined;
  let udpPort: number | undefined;
  for await (const line of createInterface(child.stdout!)) {
    const broker = /MQTT\s+(\S+:\d+)$/.exec(line)?.[1];
    if (broker) mqttUrl = `mqtt://${broker}`;
    const door = /:(\d+)\/udp/.exec(line)?.[1];
    if (door) udpPort = Number(door);
    if (mqttUrl !== undefined && udpPort !== undefined) {
      child.stdout!.resume();
      return { mqttUrl, udpPort };
    }
  }
  throw new Error("the server did not say where it listens");
}

function quantile(values: readonly number[], q: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN).toFixed(1);
}

/** @param core the only one that the server may use; without it, all of them */
async function throughput(
  name: string,
  population: Population,
  count: number,
  core?: number,
): Promise<number> {
  const bench = await PathBench.open(population, core);
  await bench.send(bench.frames(Math.max(WARM_UP, population.devices)));
  const frames = bench.frames(count);
  const [before, published] = [bench.usage(), bench.published];
  const wallS = await bench.send(frames);
  const after = bench.usage();
  const done = bench.published - published;
  const mainS = after.mainS - before.mainS;
  const allS = after.allS - before.allS;
  console.log(
    `${name}: ${Math.round(done / mainS)} uplinks a second of the main thread, ` +
      `${Math.round(done / allS)} a second of all threads, ${Math.round(done / wallS)} a second on this machine; ` +
      `${done}/${count} published`,
  );
  if (process.env["BENCH_THREADS"]) {
    const spent = [...after.threads].map(
      ([thread, s]) => [thread, ((s - (before.threads.get(thread) ?? 0)) / done) * 1e6] as const,
    );
    for (const [thread, us] of spent.toSorted((a, b) => b[1] - a[1])) {
      if (us >= 1) console.log(`  ${thread}: ${us.toFixed(0)} µs an uplink`);
    }
  }
  await bench.close();
  return done / mainS;
}

async function latency(population: Population, perSecond: number, seconds: number): Promise<void> {
  const bench = await PathBench.open(population);
  await bench.send(bench.frames(4000), perSecond);
  bench.latenciesMs.length = 0;
  await bench.send(bench.frames(perSecond * seconds), perSecond);
  const { latenciesMs } = bench;
  console.log(
    `latency beyond the window at ${perSecond} uplinks/s: p50 ${quantile(latenciesMs, 0.5)} ms, ` +
      `p99 ${quantile(latenciesMs, 0.99)} ms (${latenciesMs.length} frames)`,
  );
  await bench.close();
}

/** From a UDP socket through the synced log to an MQTT subscriber, over the whole server as a process of its own. */
export async function run(): Promise<void> {
  const base = { devices: 1000, perAddress: 1 };
  for (const gateways of [1, 3, 5]) {
    await throughput(`1k devices, ${gateways} gateways`, { ...base, gateways }, 12_000);
  }
  await throughput(
    "10k devices, 3 gateways",
    { devices: 10_000, gateways: 3, perAddress: 1 },
    12_000,
  );
  await throughput(
    "1k devices, 3 gateways, one core for all threads",
    { ...base, gateways: 3 },
    12_000,
    0,
  );
  await latency({ ...base, gateways: 3 }, 500, 10);
}

if (import.meta.main) {
  const [what, devices = "1000", gateways = "3", count = "8000"] = process.argv.slice(2);
  const population = { devices: Number(devices), gateways: Number(gateways), perAddress: 1 };
  if (what === "throughput" || what === "one-core") {
    const core = what === "one-core" ? 0 : undefined;
    await throughput(process.argv.slice(3).join(" "), population, Number(count), core);
  } else if (what === "latency") await latency(population, Number(count), 10);
  else await run();
}
