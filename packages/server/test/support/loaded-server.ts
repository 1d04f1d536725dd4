import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { hashSecret, newSecret, type MqttCredentialId } from "@lorats/platform";
import { systemClock, systemRandom } from "@lorats/base/node";
import type { Gateway } from "@lorats/network";
import { openStorage } from "@lorats/storage";
import mqtt, { type MqttClient } from "mqtt";
import {
  populate,
  type Joiner,
  type Population,
  type Radio,
} from "../../../network/test/support/load.ts";
import { id } from "../harness.ts";

const LORATS = path.join(import.meta.dirname, "../../../cli/bin/lorats.mjs");
const TICKS_PER_S = 100;

export interface Usage {
  readonly mainS: number;
  readonly allS: number;
  /** How long the main thread was ready to run and had no processor: what neighbours take. */
  readonly mainWaitedS: number;
  /** By thread, with its name. */
  readonly threads: ReadonlyMap<string, number>;
}

interface Contents {
  readonly radios: readonly Radio[];
  readonly gateways: readonly Gateway[];
  readonly joiners: readonly Joiner[];
  readonly username: string;
  readonly password: string;
}

/** The whole server as a process of its own, with a population in its data directory. */
export class LoadedServer {
  readonly contents: Contents;
  readonly udpPort: number;
  /** Told what applications are told. */
  readonly client: MqttClient;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(
    contents: Contents,
    udpPort: number,
    client: MqttClient,
    child: ChildProcess,
    folder: string,
  ) {
    this.contents = contents;
    this.udpPort = udpPort;
    this.client = client;
    this.#child = child;
    this.#folder = folder;
  }

  /** @param core the only one that the server may use; without it, all of them */
  static async open(population: Population, core?: number): Promise<LoadedServer> {
    const folder = mkdtempSync(path.join(tmpdir(), "lorats-bench-"));
    const contents = await furnish(folder, population);
    const flags = process.env["BENCH_NODE_FLAGS"]?.split(" ") ?? [];
    const node = [process.execPath, ...flags, LORATS, "start", "--data-dir", folder];
    const pinned = core === undefined ? [] : ["taskset", "--cpu-list", String(core)];
    const [program, ...words] = [...pinned, ...node];
    const child = spawn(program!, words, {
      env: {
        ...process.env,
        LORATS_HTTP_PORT: "0",
        LORATS_MQTT_PORT: "0",
        LORATS_SEMTECH_UDP_PORT: "0",
        LORATS_SEMTECH_UDP_MAX_PER_SECOND: "100000",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { mqttUrl, udpPort } = await portsOf(child);
    const { username, password } = contents;
    const client = await mqtt.connectAsync(mqttUrl, { username, password });
    return new LoadedServer(contents, udpPort, client, child, folder);
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
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
    const [, waitedNs] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ");
    return {
      mainS: main,
      allS: threads.values().reduce((sum, one) => sum + one, 0),
      mainWaitedS: Number(waitedNs) / 1e9,
      threads,
    };
  }
}

/** A data directory with devices in the middle of their lives. */
async function furnish(dataDir: string, population: Population): Promise<Contents> {
  const { registry, radios, gateways, joiners, secrets } = await populate(population);
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
  return { radios, gateways, joiners, username, password };
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

export function quantile(values: readonly number[], q: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN).toFixed(1);
}
