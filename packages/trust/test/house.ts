import { gaussian, MemoryKeyStore, SeededRandom, softwareAes, VirtualClock } from "@lorats/base";
import {
  type Cursor,
  type EventLog,
  MemoryEventLog,
  newEvent,
  type NewEvent,
  type StoredEvent,
  type Uplink,
} from "@lorats/events";
import {
  MemoryTrustSettings,
  MemoryTrustStore,
  type Payloads,
  Trust,
  type TrustPorts,
} from "@lorats/trust";
import {
  DEVICE,
  gatewayId,
  type Heard,
  reception,
  START_S,
  TENANT,
  timeAt,
  uplink,
} from "./support.ts";

export type Of<T extends StoredEvent["type"]> = Extract<StoredEvent, { type: T }>;

/** Trust over a log, as the network drives it. */
export class House {
  readonly log: MemoryEventLog;
  /** The newest event that the follower is through with. */
  #taken: Cursor | undefined;
  readonly store: MemoryTrustStore;
  readonly clock: VirtualClock;
  readonly settings: MemoryTrustSettings = new MemoryTrustSettings();
  readonly ports: TrustPorts;
  readonly trust: Trust;
  readonly failures: unknown[] = [];

  constructor(
    log = new MemoryEventLog(),
    store = new MemoryTrustStore(),
    clock = new VirtualClock(),
    payloads?: Payloads,
  ) {
    this.log = log;
    this.store = store;
    this.clock = clock;
    this.ports = {
      log: this.#watched(log),
      store,
      settings: this.settings,
      keys: new MemoryKeyStore(),
      aes: softwareAes,
      clock,
      ...(payloads && { payloads }),
      failed: (error) => this.failures.push(error),
    };
    this.trust = new Trust(this.ports);
  }

  /** One frame, decided as the network does it. */
  async frame(
    s: number,
    fCnt: number,
    heard: readonly Heard[],
    more: Partial<Uplink> = {},
  ): Promise<string> {
    const receptions = heard.map((one) => reception(s, one));
    const gateways = receptions.map((body) =>
      newEvent(
        "reception",
        { tenantId: TENANT, key: body.gatewayId, time: BigInt(START_S) * 1_000_000_000n },
        body,
      ),
    );
    const positions = await this.log.append(gateways);
    const event = uplink(s, fCnt, {
      receptions: receptions.map((one, i) => ({
        position: positions[i]!,
        gatewayId: one.gatewayId,
        gatewayEui: one.gatewayEui,
        rssiDbm: one.rssiDbm,
      })),
      ...more,
    });
    await this.trust.prepare([event.body.deviceId]);
    const [position] = await this.log.append([event, ...this.trust.assess(event, receptions)]);
    this.trust.settled(event, position!);
    return event.body.deduplicationId;
  }

  async assessments(deduplicationId: string): Promise<Of<"assessment">["body"][]> {
    const { events } = await this.log.read({ types: ["assessment"], limit: 10_000 });
    return (events as Of<"assessment">[])
      .map(({ body }) => body)
      .filter((body) => body.deduplicationId === deduplicationId);
  }

  async signals(): Promise<string[]> {
    const { events } = await this.log.read({ types: ["alarm-signal"], limit: 10_000 });
    return (events as Of<"alarm-signal">[]).map(({ body }) => `${body.code} ${body.state}`);
  }

  /** The follower has taken what the log has, and all that came of it. */
  async settled(): Promise<void> {
    while (this.#taken !== (await this.log.head())) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The log, and how far its follower came: who asks for more is through with what it got. */
  #watched(log: MemoryEventLog): EventLog {
    const follow = async function* (this: House, after: Cursor | undefined, signal: AbortSignal) {
      this.#taken = after;
      for await (const events of log.follow(after, signal)) {
        yield events;
        this.#taken = events.at(-1)!.position;
      }
    }.bind(this);
    return {
      append: (events) => log.append(events),
      read: (query) => log.read(query),
      get: (positions) => log.get(positions),
      follow,
      head: () => log.head(),
      around: (time) => log.around(time),
      erase: (keys) => log.erase(keys),
    };
  }

  async append(event: NewEvent): Promise<Cursor> {
    const [position] = await this.log.append([event]);
    await this.settled();
    return position!;
  }
}

export async function learnt(house: House, frames = 60): Promise<number> {
  const random = new SeededRandom(3);
  for (let i = 0; i < frames; i++) {
    await house.frame(600 * i, i, [{ biasHz: -21_000 + 12 * gaussian(random) }]);
  }
  return 600 * frames;
}

export function at(s: number): { tenantId: typeof TENANT; key: string; time: bigint } {
  return { tenantId: TENANT, key: DEVICE, time: BigInt(START_S + Math.round(s)) * 1_000_000_000n };
}

export function orphan(s: number, biasHz: number): NewEvent<"sighting"> {
  return newEvent(
    "sighting",
    { ...at(s), key: gatewayId(1) },
    {
      gatewayId: gatewayId(1),
      gatewayEui: "0000000000000001" as Of<"sighting">["body"]["gatewayEui"],
      kind: "orphan",
      authentication: "hmac",
      arrivedAt: timeAt(s + 1),
      arrivedSdNs: 1e6,
      freqHz: 868_100_000,
      sf: 7,
      bwHz: 125_000,
      lts: { onset: timeAt(s), onsetSdNs: 300, biasHz, biasSdHz: 6 },
    },
  );
}

/** The network asks for the device's status in its answer to a frame. */
export function probe(s: number, inReplyTo: string): NewEvent<"downlink"> {
  const { applicationId, devEui } = uplink(0, 0).body;
  return newEvent("downlink", at(s), {
    downlinkId: "0197f000-0000-7000-8000-0000000000d1",
    purpose: "mac",
    deviceId: DEVICE,
    applicationId,
    devEui,
    gatewayId: gatewayId(1),
    gatewayEui: "0000000000000001" as Of<"downlink">["body"]["gatewayEui"],
    window: "rx2",
    confirmed: false,
    inReplyTo,
    macCommands: "BQAAAAAG",
    phyPayload: "",
    freqHz: 869_525_000,
    modulation: { kind: "lora", sf: 9, bwHz: 125_000 },
    powerDbm: 27,
    timing: { kind: "immediate" },
  });
}

/** A frame brought the device's status. */
export function statusAnswer(s: number, deduplicationId: string): NewEvent<"device-status"> {
  const { applicationId, devEui } = uplink(0, 0).body;
  const body = { deduplicationId, deviceId: DEVICE, applicationId, devEui };
  return newEvent("device-status", at(s), { ...body, battery: 200, marginDb: 12 });
}
