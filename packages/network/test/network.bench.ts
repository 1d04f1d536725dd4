import { tmstContext } from "@lorats/backhaul";
import {
  type DevAddr,
  type KeyId,
  MemoryKeyStore,
  SeededRandom,
  VirtualClock,
  softwareAes,
} from "@lorats/base";
import { nodeAes, systemClock, systemRandom } from "@lorats/base/node";
import { type Cursor, type EventLog, MemoryEventLog, type NewEvent } from "@lorats/events";
import { AesKey, Ciphers, encryptFrmPayload, encodePhyPayload, signUplink } from "@lorats/lorawan";
import {
  type Device,
  type Gateway,
  MemoryDownlinkQueue,
  MemoryRegistry,
  MemorySessionStore,
  NetworkServer,
} from "@lorats/network";
import { Samples } from "@lorats/network/testing";

/** Takes events and forgets them: what is measured is the room, not the memory log's decoding. */
class CountingLog extends MemoryEventLog implements EventLog {
  readonly counts = new Map<string, number>();
  #position = 0;

  override async append(events: readonly NewEvent[]): Promise<readonly Cursor[]> {
    for (const { type } of events) this.counts.set(type, (this.counts.get(type) ?? 0) + 1);
    return events.map(() => String(++this.#position) as Cursor);
  }
}

interface Load {
  readonly devices: number;
  readonly gateways: number;
  readonly perAddress: number;
  readonly frames: number;
}

interface BenchDevice {
  readonly devAddr: DevAddr;
  readonly nwkSKey: AesKey;
  readonly appSKey: AesKey;
  fCnt: number;
}

class Bench {
  readonly log = new CountingLog();
  readonly server: NetworkServer;
  readonly radios: BenchDevice[] = [];
  readonly gateways: Gateway[] = [];
  readonly load: Load;
  readonly #ciphers = new Ciphers(nodeAes, 200_000);
  readonly #random = new SeededRandom(1);
  readonly #keys = new MemoryKeyStore();
  readonly #registry = new MemoryRegistry(systemClock);
  #done = 0;

  constructor(load: Load) {
    this.load = load;
    this.server = new NetworkServer({
      log: this.log,
      keys: this.#keys,
      registry: this.#registry,
      sessions: new MemorySessionStore(),
      queue: new MemoryDownlinkQueue(),
      sender: { link: () => undefined, send: () => Promise.reject(new Error("no gateways")) },
      clock: systemClock,
      random: systemRandom,
      aes: softwareAes,
      assess: () => [],
      published: (events) => {
        this.#done += events.filter(({ event }) => event.type === "uplink").length;
      },
      options: { deduplicationWindowMs: 200, maxFramesInFlight: 1e6 },
    });
  }

  async open(): Promise<void> {
    const samples = new Samples(new VirtualClock(), this.#random);
    const [tenant] = await this.#registry.tenants.create([samples.tenant()]);
    const [application] = await this.#registry.applications.create([
      samples.application(tenant!.id),
    ]);
    const [profile] = await this.#registry.deviceProfiles.create([samples.profile(tenant!.id)]);
    for (let i = 0; i < this.load.gateways; i++) {
      const [gateway] = await this.#registry.gateways.create([samples.gateway(tenant!.id)]);
      this.gateways.push(gateway!);
    }
    for (let i = 0; i < this.load.devices; i++) {
      const [device] = await this.#registry.devices.create([
        samples.device(application!, profile!),
      ]);
      await this.#activate(samples, device!, i);
    }
    await this.server.start();
  }

  async #activate(samples: Samples, device: Device, i: number): Promise<void> {
    const [network, application] = [samples.id<KeyId>(), samples.id<KeyId>()];
    const [nwkSKey, appSKey] = [this.#random.bytes(16), this.#random.bytes(16)];
    const { tenantId } = device;
    await this.#keys.put([
      { id: network, tenantId, kind: "session", secret: nwkSKey },
      { id: application, tenantId, kind: "session", secret: appSKey },
    ]);
    const addr = 0x26_00_00_00 + Math.floor(i / this.load.perAddress);
    const devAddr = addr.toString(16).padStart(8, "0") as DevAddr;
    const fCnt = (i * 7919) % 60_000;
    await this.server.activate(device.id, {
      devAddr,
      fCntUp: fCnt,
      nFCntDown: 0,
      aFCntDown: 0,
      keys: {
        fNwkSIntKey: network,
        sNwkSIntKey: network,
        nwkSEncKey: network,
        appSKey: application,
      },
    });
    const keys = {
      nwkSKey: new AesKey(nwkSKey, network),
      appSKey: new AesKey(appSKey, application),
    };
    this.radios.push({ devAddr, ...keys, fCnt });
  }

  /** Frames are made beforehand: devices have processors of their own. */
  frames(): Uint8Array[] {
    return Array.from({ length: this.load.frames }, (_, n) => {
      const radio = this.radios[(n * 31) % this.radios.length]!;
      const fCnt = radio.fCnt++;
      const stream = { direction: "up", devAddr: radio.devAddr, fCnt } as const;
      const frame = encodePhyPayload({
        mType: "unconfirmed-data-up",
        devAddr: radio.devAddr,
        fCtrl: { adr: false, adrAckReq: false, ack: false, classB: false },
        fCnt: fCnt & 0xffff,
        fOpts: new Uint8Array(0),
        fPort: 1,
        frmPayload: encryptFrmPayload(this.#ciphers, radio.appSKey, stream, new Uint8Array(12)),
        mic: new Uint8Array(4),
      });
      signUplink(this.#ciphers, { version: "1.0", nwkSKey: radio.nwkSKey }, frame, { fCnt });
      return frame;
    });
  }

  /** As fast as it goes, at most so many frames in the air at once. */
  async saturate(frames: readonly Uint8Array[]): Promise<{ wallS: number; cpuS: number }> {
    const target = this.#done + frames.length;
    const start = process.hrtime.bigint();
    const cpu = process.cpuUsage();
    let us = 0;
    for (const [n, phyPayload] of frames.entries()) {
      us = (us + 137) % 2 ** 32;
      for (const gateway of this.gateways) this.#hear(gateway, phyPayload, us);
      if (n % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    while (this.#done < target) {
      const before = this.#done;
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (this.#done === before && this.server.framesInFlight === 0) break;
    }
    const { user, system } = process.cpuUsage(cpu);
    return {
      wallS: Number(process.hrtime.bigint() - start) / 1e9,
      cpuS: (user + system) / 1e6,
    };
  }

  get uplinks(): number {
    return this.#done;
  }

  #hear(gateway: Gateway, phyPayload: Uint8Array, us: number): void {
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
          snrDb: 5,
          times: { counter: { kind: "tmst", us } },
          context: tmstContext(us),
        },
      ],
    });
    promise.catch(() => undefined);
  }
}

async function measure(name: string, load: Load): Promise<void> {
  const bench = new Bench(load);
  await bench.open();
  const warm = bench.frames();
  await bench.saturate(warm);
  const frames = bench.frames();
  const before = bench.uplinks;
  const mics = bench.server.counters.get("mics");
  const { wallS, cpuS } = await bench.saturate(frames);
  const uplinks = bench.uplinks - before;
  const perFrame = (bench.server.counters.get("mics") - mics) / frames.length;
  console.log(
    `${name}: ${Math.round(uplinks / wallS)} uplinks/s (${Math.round(uplinks / cpuS)} a CPU second), ` +
      `${Math.round((uplinks * load.gateways) / wallS)} receptions/s, ` +
      `${perFrame.toFixed(3)} MICs a frame, ${uplinks}/${frames.length} accepted`,
  );
  await bench.server.stop();
}

/** From `receive()` to durable decisions with memory adapters, one core, all cached after the first pass. */
export async function run(): Promise<void> {
  const base = { devices: 1000, gateways: 3, perAddress: 1, frames: 20_000 };
  for (const gateways of [1, 3, 5]) {
    await measure(`1k devices, ${gateways} gateways`, { ...base, gateways });
  }
  for (const devices of [10_000, 100_000]) {
    const frames = devices === 100_000 ? 100_000 : 20_000;
    await measure(`${devices / 1000}k devices, 3 gateways`, { ...base, devices, frames });
  }
  for (const perAddress of [10, 100, 1000]) {
    await measure(`1k devices, 3 gateways, ${perAddress} on one DevAddr`, { ...base, perAddress });
  }
}

if (import.meta.main) {
  const only = process.argv[2];
  if (only === undefined) await run();
  else
    await measure("profile", { devices: 1000, gateways: 3, perAddress: 1, frames: Number(only) });
}
