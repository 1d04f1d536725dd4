import { once } from "node:events";
import { createSocket, type Socket } from "node:dgram";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Gateway } from "@lorats/network";
import type { Population, Radio } from "../../network/test/support/load.ts";
import { acknowledgements, joinStorm } from "./network-answers.ts";
import { LoadedServer, quantile } from "./support/loaded-server.ts";

const WINDOW_MS = 200;
/** Datagrams that wait for their acknowledgement: gateways send no faster than they are answered. */
const OUTSTANDING = 600;
/** Uplinks before anything is counted: V8 goes on compiling for some tens of thousands. */
const WARM_UP = 30_000;

/** What sensors of climate have: four values that are stored as measurements. */
const DECODER = `function decodeUplink({ bytes, fPort }) {
  if (fPort !== 1 || bytes.length < 7) return { errors: ["unknown frame"] };
  const int16 = (i) => ((bytes[i] << 24) >> 16) | bytes[i + 1];
  return {
    data: {
      temperature: int16(0) / 100,
      humidity: bytes[2] / 2,
      pressure: ((bytes[3] << 8) | bytes[4]) / 10,
      battery: ((bytes[5] << 8) | bytes[6]) / 1000,
      moving: (bytes[2] & 1) === 1,
    },
  };
}`;

/** Uplinks by UDP from a socket that speaks for all gateways, and what is heard of them over MQTT. */
class PathBench {
  readonly server: LoadedServer;
  readonly radios: readonly Radio[];
  readonly latenciesMs: number[] = [];
  published = 0;
  readonly #gateways: readonly Gateway[];
  readonly #socket: Socket;
  readonly #sentAt = new Map<string, number>();
  #outstanding = 0;
  #token = 0;

  private constructor(server: LoadedServer, socket: Socket) {
    this.server = server;
    this.radios = server.contents.radios;
    this.#gateways = server.contents.gateways;
    this.#socket = socket;
    this.#socket.on("message", () => this.#outstanding--);
    server.client.on("message", (_, payload) => this.#heard(payload));
  }

  static async open(population: Population, core?: number): Promise<PathBench> {
    const server = await LoadedServer.open(population, core);
    await server.client.subscribeAsync("application/+/device/+/event/up");
    const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 22, sendBufferSize: 1 << 22 });
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new PathBench(server, socket);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.server.close();
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
        this.server.udpPort,
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
  const [before, published] = [bench.server.usage(), bench.published];
  const wallS = await bench.send(frames);
  const after = bench.server.usage();
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
  await bench.send(bench.frames(WARM_UP));
  await bench.send(bench.frames(2000), perSecond);
  bench.latenciesMs.length = 0;
  const own = monitorEventLoopDelay({ resolution: 5 });
  own.enable();
  const before = bench.server.usage();
  const wallS = await bench.send(bench.frames(perSecond * seconds), perSecond);
  own.disable();
  const waited = (bench.server.usage().mainWaitedS - before.mainWaitedS) / wallS;
  const { latenciesMs } = bench;
  console.log(
    `latency beyond the window at ${perSecond} uplinks/s: p50 ${quantile(latenciesMs, 0.5)} ms, ` +
      `p99 ${quantile(latenciesMs, 0.99)} ms (${latenciesMs.length} frames); ` +
      `the main thread waited for a processor ${(100 * waited).toFixed(0)} % of the time; ` +
      `this client was held up by ${(own.max / 1e6).toFixed(0)} ms at most`,
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
    "1k devices, 3 gateways, decoded by JavaScript and measured",
    { ...base, gateways: 3, decoder: DECODER },
    12_000,
  );
  await throughput(
    "1k devices, 3 gateways, one core for all threads",
    { ...base, gateways: 3 },
    12_000,
    0,
  );
  await latency({ ...base, gateways: 3 }, 500, 10);
  await acknowledgements(800, 15);
  await joinStorm(2000, 10);
}

if (import.meta.main) {
  const [what, devices = "1000", gateways = "3", count = "8000"] = process.argv.slice(2);
  const population = { devices: Number(devices), gateways: Number(gateways), perAddress: 1 };
  if (what === "throughput" || what === "one-core" || what === "decoded") {
    const core = what === "one-core" ? 0 : undefined;
    const decoded = what === "decoded" ? { ...population, decoder: DECODER } : population;
    await throughput(process.argv.slice(3).join(" "), decoded, Number(count), core);
  } else if (what === "latency") await latency(population, Number(count), 10);
  else if (what === "answers") await acknowledgements(Number(devices), 15);
  else if (what === "joins") await joinStorm(Number(devices), 10);
  else await run();
}
