import type { GatewayDownlink, GatewayUplink, TxOutcome, TxStatus } from "@lorats/backhaul";
import { tmstContext } from "@lorats/backhaul";
import {
  type DeviceId,
  type GatewayId,
  type KeyId,
  MemoryKeyStore,
  SeededRandom,
  UnavailableError,
  VirtualClock,
  fromHex,
  softwareAes,
} from "@lorats/base";
import {
  type Cursor,
  type EventType,
  MemoryEventLog,
  type NewEvent,
  type StoredEvent,
} from "@lorats/events";
import {
  type Application,
  type Device,
  type DeviceProfile,
  type DownlinkSender,
  type Draft,
  type Gateway,
  type GatewayLink,
  MemoryDownlinkQueue,
  MemoryRegistry,
  MemorySessionStore,
  type NetworkOptions,
  type NetworkPorts,
  NetworkServer,
  type PublishedEvent,
  type SessionStore,
  type Tenant,
} from "@lorats/network";
import { Samples } from "@lorats/network/testing";
import { timingOnly } from "@lorats/trust";
import { Lifeline } from "./lifeline.ts";
import { OracleDevice } from "./oracle-device.ts";

/** A downlink as a gateway was handed it. */
export interface Handed {
  readonly gatewayId: GatewayId;
  readonly downlink: GatewayDownlink;
  readonly atMono: bigint;
}

/** Gateways that take downlinks and say what the test tells them to. */
export class BenchSender implements DownlinkSender {
  readonly handed: Handed[] = [];
  readonly links = new Map<GatewayId, GatewayLink>();
  readonly #clock: VirtualClock;
  answer: (handed: Handed) => TxStatus = () => "OK";
  /** The power that gateways choose where they were told more. */
  reducesToDbm: number | undefined;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  link(gatewayId: GatewayId): GatewayLink | undefined {
    return this.links.get(gatewayId);
  }

  async send(gatewayId: GatewayId, downlink: GatewayDownlink): Promise<TxOutcome> {
    const handed = { gatewayId, downlink, atMono: this.#clock.monotonic() };
    this.handed.push(handed);
    const status = this.answer(handed);
    const stage = status === "OK" ? "queued" : "refused";
    const { reducesToDbm } = this;
    const isReduced = reducesToDbm !== undefined && downlink.items[0]!.eirpDbm > reducesToDbm;
    const chosen = isReduced ? { reducedToDbm: reducesToDbm } : {};
    return { downlinkId: downlink.downlinkId, statuses: [status], stage, ...chosen };
  }
}

/** A log whose disk can fail. */
class BenchLog extends MemoryEventLog {
  down = false;

  override async append(events: readonly NewEvent[]): Promise<readonly Cursor[]> {
    if (this.down) throw new UnavailableError("LOG_UNAVAILABLE", "the disk does not answer");
    return await super.append(events);
  }
}

const EU868_DR5 = { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 } as const;

/** A whole network in memory: a virtual clock, a log, stores, and gateways that hear what devices send. */
export class RadioBench {
  readonly clock = new VirtualClock();
  readonly random = new SeededRandom(42);
  readonly samples = new Samples(this.clock, this.random);
  readonly log = new BenchLog();
  readonly keys = new MemoryKeyStore();
  readonly registry = new MemoryRegistry(this.clock);
  readonly queue = new MemoryDownlinkQueue();
  readonly sender = new BenchSender(this.clock);
  readonly published: PublishedEvent[] = [];
  readonly failures: unknown[] = [];
  readonly gateways: Gateway[] = [];
  sessions: SessionStore = new MemorySessionStore();
  server!: NetworkServer;
  tenant!: Tenant;
  application!: Application;
  profile!: DeviceProfile;
  readonly #options: Partial<NetworkOptions>;
  readonly #joinServer: NetworkPorts["joinServer"];
  #lifeline = new Lifeline();

  private constructor(
    options: Partial<NetworkOptions>,
    joinServer: NetworkPorts["joinServer"] | undefined,
  ) {
    this.#options = options;
    this.#joinServer = joinServer;
  }

  static async open(
    fields: {
      readonly options?: Partial<NetworkOptions>;
      readonly profile?: Partial<Draft<DeviceProfile>>;
      readonly gateways?: number;
      readonly joinServer?: NetworkPorts["joinServer"];
    } = {},
  ): Promise<RadioBench> {
    const bench = new RadioBench(fields.options ?? {}, fields.joinServer);
    [bench.tenant] = (await bench.registry.tenants.create([bench.samples.tenant()])) as [Tenant];
    const application = bench.samples.application(bench.tenant.id);
    [bench.application] = (await bench.registry.applications.create([application])) as [
      Application,
    ];
    const profile = bench.samples.profile(bench.tenant.id, {
      adr: { algorithm: "none", installationMarginDb: 10 },
      ...fields.profile,
    });
    [bench.profile] = (await bench.registry.deviceProfiles.create([profile])) as [DeviceProfile];
    for (let i = 0; i < (fields.gateways ?? 1); i++) await bench.addGateway();
    await bench.start();
    return bench;
  }

  /** Starts a server over what is stored: the first one, or one after a crash. */
  async start(options: Partial<NetworkOptions> = {}): Promise<void> {
    const { keys, registry, queue, sender, random } = this;
    const lifeline = new Lifeline();
    this.#lifeline = lifeline;
    this.server = new NetworkServer({
      log: lifeline.log(this.log),
      keys,
      registry,
      sessions: lifeline.sessions(this.sessions),
      queue,
      sender,
      clock: lifeline.clock(this.clock),
      random,
      aes: softwareAes,
      assessor: timingOnly,
      published: (events) => this.published.push(...events),
      failed: (error) => this.failures.push(error),
      ...(this.#joinServer && { joinServer: this.#joinServer }),
      options: { ...this.#options, ...options },
    });
    await this.server.start();
  }

  /** Ends the server as kill -9 would. */
  kill(): void {
    this.#lifeline.cut();
  }

  async addGateway(fields: Partial<Draft<Gateway>> = {}): Promise<Gateway> {
    const draft = this.samples.gateway(this.tenant.id, fields);
    const [gateway] = await this.registry.gateways.create([draft]);
    this.sender.links.set(gateway!.id, { maxItems: 1, roundTripP90Ms: 40, gpsTiming: false });
    this.gateways.push(gateway!);
    return gateway!;
  }

  async addDevice(
    fields: Partial<Draft<Device>> = {},
  ): Promise<{ device: Device; radio: OracleDevice }> {
    const secret = this.random.bytes(16);
    const appKeyId = this.samples.id<KeyId>();
    await this.keys.put([{ id: appKeyId, tenantId: this.tenant.id, kind: "app-key", secret }]);
    const draft = this.samples.device(this.application, this.profile, { appKeyId, ...fields });
    const [device] = await this.registry.devices.create([draft]);
    const { devEui, joinEui } = device!;
    const radio = new OracleDevice(devEui, joinEui ?? "0000000000000000", secret.toHex());
    return { device: device!, radio };
  }

  /** The frame arrives from these gateways (all of them unless told) at this moment. */
  async hear(
    phyPayload: Uint8Array,
    fields: Partial<GatewayUplink> & {
      readonly from?: readonly Gateway[];
      /** How long ago the frame ended. */
      readonly agoMs?: number;
      readonly snrs?: readonly number[];
    } = {},
  ): Promise<void> {
    const { from = this.gateways, agoMs = 20, snrs, ...uplink } = fields;
    const counterUs = Number(this.clock.monotonic() / 1000n) - agoMs * 1000;
    const us = ((counterUs % 2 ** 32) + 2 ** 32) % 2 ** 32;
    for (const [i, gateway] of from.entries()) {
      await this.server.receive({
        gateway,
        door: "semtech-udp",
        authentication: "none",
        uplinks: [
          {
            phyPayload,
            freqHz: 868_100_000,
            modulation: EU868_DR5,
            crc: "ok",
            rssiDbm: -80 - i,
            snrDb: snrs?.[i] ?? 7 - i,
            times: { counter: { kind: "tmst", us } },
            context: tmstContext(us),
            ...uplink,
          },
        ],
      });
    }
  }

  /** Lets time pass in small steps, so that everything happens at its own time. */
  async run(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 10) {
      this.clock.advance(Math.min(10, left));
      await this.server.settle();
      // What a hand-over sets off comes back to the loop only after a few promises.
      for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
      await this.server.settle();
    }
  }

  /** Lets time pass in larger steps than {@link run}. */
  async coarse(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 100) {
      this.clock.advance(Math.min(100, left));
      await this.server.settle();
      for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
      await this.server.settle();
    }
  }

  /** Lets much time pass at once. */
  async sleep(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.run(10);
  }

  /** Joins a device the whole way. */
  async join(radio: OracleDevice): Promise<void> {
    await this.hear(radio.joinRequest());
    await this.run(6000);
    const accept = this.sender.handed.at(-1)!.downlink.items[0]!.phyPayload;
    if (!radio.acceptJoin(accept)) throw new Error("the join-accept is not for this device");
  }

  async enqueue(
    device: Device,
    payload: string,
    fields: { confirmed?: boolean; attemptsLeft?: number; fPort?: number; expiresAt?: bigint } = {},
  ): Promise<string> {
    const id = this.samples.id();
    await this.server.enqueue([
      {
        id,
        tenantId: device.tenantId,
        deviceId: device.id,
        fPort: 5,
        payload: fromHex(payload),
        confirmed: false,
        createdAt: this.clock.now(),
        attemptsLeft: 1,
        ...fields,
      },
    ]);
    return id;
  }

  /** Everything of one type in the log. */
  async logged<T extends EventType>(type: T): Promise<(StoredEvent & { type: T })[]> {
    const { events } = await this.log.read({ types: [type], limit: 10_000 });
    return events as unknown as (StoredEvent & { type: T })[];
  }

  async waiting(deviceId: DeviceId): Promise<number> {
    return (await this.queue.peek([deviceId], 100)).get(deviceId)?.length ?? 0;
  }

  publishedOf<T extends EventType>(type: T): NewEvent<T>[] {
    return this.published
      .map(({ event }) => event)
      .filter((event) => event.type === type) as NewEvent<T>[];
  }
}
