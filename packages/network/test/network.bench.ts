import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { tmstContext } from "@lorats/backhaul";
import { type Clock, softwareAes } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import type { NewEvent } from "@lorats/events";
import { AesKey, Ciphers, type SessionKeys, verifyUplinkMic } from "@lorats/lorawan";
import { type Gateway, MemoryDownlinkQueue, NetworkServer } from "@lorats/network";
import {
  ForgetfulLog,
  ForgetfulSessions,
  type Population,
  type Radio,
  populate,
} from "./support/load.ts";
import { ProcessorClock } from "./support/processor-clock.ts";

const WINDOW_MS = 200;
/** Uplinks before latency is measured: V8 goes on compiling for some tens of thousands. */
const WARM_UP = 30_000;

class Bench {
  readonly server: NetworkServer;
  readonly radios: readonly Radio[];
  readonly latenciesMs: number[] = [];
  decided = 0;
  uplinks = 0;
  readonly #gateways: readonly Gateway[];
  #us = 0;

  /** When frames should have come, by {@link nameOf}. */
  readonly #dueMono = new Map<string, bigint>();

  private constructor(
    { registry, keys, radios, gateways }: Awaited<ReturnType<typeof populate>>,
    clock: Clock,
  ) {
    this.radios = radios;
    this.#gateways = gateways;
    this.server = new NetworkServer({
      log: new ForgetfulLog(),
      keys,
      registry,
      sessions: new ForgetfulSessions(radios),
      queue: new MemoryDownlinkQueue(),
      sender: { link: () => undefined, send: () => Promise.reject(new Error("no gateways")) },
      clock,
      random: systemRandom,
      aes: softwareAes,
      assessor: {
        prepare: async () => {},
        assess: () => [],
        settled: () => {},
        abandoned: () => {},
      },
      published: (events) => {
        const nowMono = clock.monotonic();
        for (const { event } of events) {
          if (event.type !== "uplink" && event.type !== "refusal") continue;
          this.decided++;
          if (event.type !== "uplink") continue;
          this.uplinks++;
          const { devAddr, fCnt } = (event as NewEvent<"uplink">).body;
          const name = `${devAddr} ${fCnt & 0xffff}`;
          const dueMono = this.#dueMono.get(name);
          this.#dueMono.delete(name);
          if (dueMono !== undefined) {
            this.latenciesMs.push(Number(nowMono - dueMono) / 1e6 - WINDOW_MS);
          }
        }
      },
      options: { deduplicationWindowMs: WINDOW_MS, maxFramesInFlight: 1e6 },
    });
  }

  static async open(population: Population, clock: Clock = systemClock): Promise<Bench> {
    const bench = new Bench(await populate(population), clock);
    await bench.server.start();
    return bench;
  }

  /** Frames are made beforehand: devices have processors of their own. */
  frames(count: number, from = 0, devices = this.radios.length): Uint8Array[] {
    return Array.from({ length: count }, (_, n) =>
      this.radios[from + ((n * 31) % devices)]!.frame(),
    );
  }

  hear(phyPayload: Uint8Array): void {
    this.#us = (this.#us + 137) % 2 ** 32;
    const us = this.#us;
    for (const gateway of this.#gateways) {
      const promise = this.server.receive({
        gateway,
        door: "semtech-udp",
        authentication: "none",
        uplinks: [
          {
            phyPayload,
            freqHz: 868_100_000,
            modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
            crc: "ok",
            rssiDbm: -90,
            snrDb: 5.25,
            times: { counter: { kind: "tmst", us } },
            context: tmstContext(us),
          },
        ],
      });
      promise.catch(() => undefined);
    }
  }

  /** As fast as it goes. */
  async saturate(frames: readonly Uint8Array[]): Promise<{ wallS: number; cpuS: number }> {
    const target = this.decided + frames.length;
    const start = process.hrtime.bigint();
    const cpu = process.cpuUsage();
    for (const [n, phyPayload] of frames.entries()) {
      this.hear(phyPayload);
      if (n % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await this.#until(target);
    const { user, system } = process.cpuUsage(cpu);
    const wallS = Number(process.hrtime.bigint() - start) / 1e9;
    return { wallS, cpuS: (user + system) / 1e6 };
  }

  /** At a steady rate of the processor's time; resolves when all is decided. */
  async pace(
    frames: readonly Uint8Array[],
    perSecond: number,
    clock: ProcessorClock,
  ): Promise<void> {
    const start = clock.monotonic();
    for (const [n, phyPayload] of frames.entries()) {
      const dueMono = start + BigInt(Math.round((n / perSecond) * 1e9));
      while (clock.monotonic() < dueMono) await clock.step(dueMono);
      this.#dueMono.set(nameOf(phyPayload), dueMono);
      this.hear(phyPayload);
      await clock.step(dueMono);
    }
    while (this.server.framesInFlight > 0) await clock.step();
  }

  async #until(target: number): Promise<void> {
    while (this.decided < target) {
      const before = this.decided;
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (this.decided === before && this.server.framesInFlight === 0) break;
    }
  }
}

/** Address and counter, which no two frames under way have in common. */
function nameOf(phyPayload: Uint8Array): string {
  const devAddr = phyPayload.slice(1, 5).toReversed().toHex();
  return `${devAddr} ${phyPayload[6]! | (phyPayload[7]! << 8)}`;
}

/** All devices have been heard before what is measured; frames a second of processor time. */
async function throughput(name: string, population: Population, frames: number): Promise<number> {
  const bench = await Bench.open(population);
  await bench.saturate(bench.frames(Math.max(10_000, population.devices)));
  const load = bench.frames(frames);
  const before = { uplinks: bench.uplinks, mics: bench.server.counters.get("mics") };
  const { wallS, cpuS } = await bench.saturate(load);
  const uplinks = bench.uplinks - before.uplinks;
  const mics = (bench.server.counters.get("mics") - before.mics) / frames;
  console.log(
    `${name}: ${Math.round(uplinks / cpuS)} uplinks a CPU second (${Math.round(uplinks / wallS)} a second), ` +
      `${mics.toFixed(3)} MICs a frame, ${uplinks}/${frames} accepted`,
  );
  await bench.server.stop();
  return uplinks / cpuS;
}

/** Frames on a crowded address that belong to nobody there: the whole budget of MICs is spent on each. */
async function foreign(perAddress: number): Promise<void> {
  const bench = await Bench.open({ devices: 1000, gateways: 3, perAddress });
  await bench.saturate(bench.frames(10_000));
  const count = Math.round(400_000 / perAddress);
  const frames = bench.frames(count).map((frame) => {
    frame[frame.length - 1]! ^= 0x5a;
    return frame;
  });
  const mics = bench.server.counters.get("mics");
  const { cpuS } = await bench.saturate(frames);
  const tried = bench.server.counters.get("mics") - mics;
  const limitUs = micUs(frames, perAddress);
  console.log(
    `foreign frames, ${perAddress} on one DevAddr: ${(tried / count).toFixed(1)} MICs a frame, ` +
      `${((cpuS * 1e6) / tried).toFixed(2)} µs a candidate, of which the MIC alone takes ${limitUs.toFixed(2)} µs`,
  );
  await bench.server.stop();
}

/** What nobody can do without: the CMAC of these frames under so many keys, each made ready. */
function micUs(frames: readonly Uint8Array[], keys: number): number {
  const ciphers = new Ciphers(softwareAes, 2 * keys);
  const sessions = Array.from({ length: keys }, (): SessionKeys => {
    const nwkSKey = new AesKey(systemRandom.bytes(16));
    return { version: "1.0", nwkSKey, appSKey: nwkSKey };
  });
  const all = (): void => {
    for (const frame of frames) {
      for (const session of sessions) verifyUplinkMic(ciphers, session, frame, { fCnt: 1000 });
    }
  };
  all();
  const cpu = process.cpuUsage();
  all();
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / (frames.length * keys);
}

/** As with a processor of its own, waiting for which does not count. */
async function latency(perSecond: number, devices: number): Promise<void> {
  const clock = new ProcessorClock(systemClock.now());
  const bench = await Bench.open({ devices, gateways: 3, perAddress: 1 }, clock);
  await bench.pace(bench.frames(Math.max(WARM_UP, devices)), perSecond, clock);
  const frames = bench.frames(10 * perSecond);
  bench.latenciesMs.length = 0;
  await bench.pace(frames, perSecond, clock);
  const sorted = bench.latenciesMs.toSorted((a, b) => a - b);
  const at = (q: number): string => sorted[Math.floor(q * (sorted.length - 1))]!.toFixed(1);
  console.log(
    `latency beyond the window at ${perSecond} uplinks/s, ${devices / 1000}k devices: ` +
      `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, p99.9 ${at(0.999)} ms`,
  );
  await bench.server.stop();
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function memory(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What the 10,001st to the 100,000th device adds; what remembers frames is full before. */
async function memoryPerDevice(macVersion: "1.0.3" | "1.1.0"): Promise<void> {
  const [few, many] = [10_000, 100_000];
  const bench = await Bench.open({ devices: many, gateways: 3, perAddress: 1, macVersion });
  for (let i = 0; i < 6; i++) await bench.saturate(bench.frames(few, 0, few));
  await bench.server.settle();
  const before = memory();
  await bench.saturate(bench.frames(many - few, few, many - few));
  await bench.server.settle();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const bytes = (memory() - before) / (many - few);
  console.log(`memory a warm ${macVersion} device, 10k to 100k: ${Math.round(bytes)} bytes`);
  await bench.server.stop();
}

/** From `receive()` to decisions handed to a log and stores that forget: the room alone, on one core. */
export async function run(): Promise<void> {
  const base = { devices: 1000, gateways: 3, perAddress: 1 };
  for (const gateways of [1, 3, 5]) {
    await throughput(`1k devices, ${gateways} gateways`, { ...base, gateways }, 40_000);
  }
  for (const devices of [10_000, 100_000]) {
    await throughput(`${devices / 1000}k devices, 3 gateways`, { ...base, devices }, 100_000);
  }
  for (const perAddress of [10, 100, 1000]) {
    const name = `1k devices, 3 gateways, ${perAddress} on one DevAddr`;
    await throughput(name, { ...base, perAddress }, 40_000);
  }
  const equal = { ...base, perAddress: 100, equalCounters: true };
  await throughput("1k devices, 3 gateways, 100 on one DevAddr, equal counters", equal, 20_000);
  for (const perAddress of [100, 1000]) await foreign(perAddress);
  await latency(2500, 10_000);
  for (const macVersion of ["1.0.3", "1.1.0"] as const) await memoryPerDevice(macVersion);
}

if (import.meta.main) {
  const [what = "", ...rest] = process.argv.slice(2);
  const [devices = 1000, perAddress = 1, frames = 40_000] = rest.map(Number);
  if (what === "throughput") {
    await throughput(rest.join(" "), { devices, gateways: 3, perAddress }, frames);
  } else if (what === "foreign") await foreign(perAddress);
  else if (what === "latency") await latency(2500, devices);
  else if (what === "memory") await memoryPerDevice("1.1.0");
  else await run();
}
