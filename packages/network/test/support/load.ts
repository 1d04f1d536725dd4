import {
  type DevAddr,
  type DeviceId,
  type KeyId,
  type NewKey,
  MemoryKeyStore,
  SeededRandom,
  VirtualClock,
  softwareAes,
} from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { type Cursor, type EventLog, MemoryEventLog, type NewEvent } from "@lorats/events";
import { AesKey, Ciphers, encryptFrmPayload, encodePhyPayload, signUplink } from "@lorats/lorawan";
import {
  type Device,
  type Gateway,
  MemoryRegistry,
  type SessionRow,
  type SessionStore,
} from "@lorats/network";
import { Samples } from "@lorats/network/testing";
import type { Session } from "../../src/device/session.ts";
import { NEW_DEVICE, encodeState } from "../../src/device/state.ts";

/** Takes events and forgets them: what is measured is the room, not the memory log's decoding. */
export class ForgetfulLog extends MemoryEventLog implements EventLog {
  #position = 0;

  override async append(events: readonly NewEvent[]): Promise<readonly Cursor[]> {
    return events.map(() => String(++this.#position) as Cursor);
  }
}

/** Makes rows when they are asked for, and forgets what is saved. */
export class ForgetfulSessions implements SessionStore {
  readonly #byAddr = new Map<DevAddr, Radio[]>();

  constructor(radios: readonly Radio[]) {
    for (const radio of radios) {
      const there = this.#byAddr.get(radio.devAddr);
      if (there) there.push(radio);
      else this.#byAddr.set(radio.devAddr, [radio]);
    }
  }

  async byDevAddr(addrs: readonly DevAddr[]): Promise<Map<DevAddr, readonly SessionRow[]>> {
    return new Map(
      addrs.map((addr) => [addr, (this.#byAddr.get(addr) ?? []).map((radio) => radio.row())]),
    );
  }

  async byDevice(): Promise<Map<DeviceId, SessionRow>> {
    return new Map();
  }

  /** Answers in a later turn of the event loop, as a store in a thread of its own does. */
  async save(): Promise<readonly DeviceId[]> {
    await new Promise(setImmediate);
    return [];
  }

  async delete(): Promise<void> {}

  async checkpoint(): Promise<undefined> {
    return undefined;
  }

  async setCheckpoint(): Promise<void> {}
}

export interface Population {
  readonly devices: number;
  readonly gateways: number;
  readonly perAddress: number;
  /** All devices at one counter: the worst case for telling them apart. */
  readonly equalCounters?: boolean;
  readonly macVersion?: "1.0.3" | "1.1.0";
  /** EU868 unless told: US915 has no duty cycle, so that gateways can answer as much as their transmitters bear. */
  readonly region?: keyof typeof PLANS;
  /** JavaScript that decodes twelve zero bytes; nothing does when absent. */
  readonly decoder?: string;
  /** Devices beside these that have root keys and no session. */
  readonly joining?: number;
}

const PLANS = {
  EU868: {
    freqHz: 868_100_000,
    rx2: { rx2DataRate: 0, rx2FreqHz: 869_525_000 },
    extraMhz: [867.1, 867.3, 867.5, 867.7, 867.9],
    dataRate: 5,
  },
  US915: {
    freqHz: 903_900_000,
    rx2: { rx2DataRate: 8, rx2FreqHz: 923_300_000 },
    extraMhz: [],
    dataRate: 3,
  },
} as const;

/** The frequency of all uplinks, which are SF7BW125. */
export function uplinkFreqHz({ region = "EU868" }: Pick<Population, "region">): number {
  return PLANS[region].freqHz;
}

/** A device that has not joined yet. */
export interface Joiner {
  readonly devEui: string;
  readonly joinEui: string;
  readonly appKey: Uint8Array;
}

const ciphers = new Ciphers(softwareAes, 1024);

/** A device in use for a while: twenty uplinks that ADR looks back on, three gateways that hear it. */
export class Radio {
  readonly devAddr: DevAddr;
  readonly #device: Device;
  readonly #secrets: ReadonlyMap<KeyId, Uint8Array>;
  readonly #session: Omit<Session, "adrHistory">;
  readonly #dataRate: number;
  #fCnt: number;

  constructor(
    device: Device,
    devAddr: DevAddr,
    fCnt: number,
    of: {
      readonly macVersion: string;
      readonly region: keyof typeof PLANS;
      readonly secrets: ReadonlyMap<KeyId, Uint8Array>;
      readonly gateways: readonly Gateway[];
    },
  ) {
    this.#device = device;
    this.devAddr = devAddr;
    this.#fCnt = fCnt;
    this.#secrets = of.secrets;
    const ids = [...of.secrets.keys()];
    const plan = PLANS[of.region];
    this.#dataRate = plan.dataRate;
    this.#session = {
      devAddr,
      activation: "join",
      startedAtMs: Date.now(),
      macVersion: of.macVersion,
      region: of.region,
      keys: {
        fNwkSIntKey: ids[0]!,
        sNwkSIntKey: ids.at(-3) ?? ids[0]!,
        nwkSEncKey: ids.at(-2) ?? ids[0]!,
        appSKey: ids.at(-1)!,
      },
      fCntUp: fCnt,
      seen: [Math.max(0, fCnt - 900), fCnt - 1],
      nFCntDown: 12,
      aFCntDown: 3,
      links: of.gateways
        .slice(0, 5)
        .map(({ id }, i) => ({ gatewayId: id, rssiDbm: -90 - i, snrDb: 5.5 - i })),
      radio: {
        rx1DelayS: 1,
        rx1DrOffset: 0,
        ...plan.rx2,
        extraChannels: plan.extraMhz.map((mhz, i) => ({
          index: 3 + i,
          freqHz: Math.round(mhz * 1e6),
          minDataRate: 0,
          maxDataRate: 5,
        })),
        txPowerIndex: 0,
        nbTrans: 1,
      },
      pendingRequests: "",
      macErrors: {},
      deviceClass: "A",
    };
  }

  row(): SessionRow {
    const { id: deviceId, tenantId } = this.#device;
    const uplinks = Array.from({ length: 20 }, (_, i) => [
      this.#fCnt - 20 + i,
      5.5 - (i % 3) / 4,
      3,
    ]);
    const adrHistory = { dataRate: this.#dataRate, txPowerIndex: 0, uplinks: uplinks.flat() };
    const state = encodeState({ ...NEW_DEVICE, session: { ...this.#session, adrHistory } });
    const { devAddr } = this;
    return { deviceId, tenantId, devAddrs: [devAddr], version: 1, position: "0" as Cursor, state };
  }

  frame({ confirmed = false } = {}): Uint8Array {
    const fCnt = this.#fCnt++;
    const { devAddr } = this;
    const keys = [...this.#secrets].map(([id, secret]) => new AesKey(secret, id));
    const stream = { direction: "up", devAddr, fCnt } as const;
    const frame = encodePhyPayload({
      mType: confirmed ? "confirmed-data-up" : "unconfirmed-data-up",
      devAddr,
      fCtrl: { adr: false, adrAckReq: false, ack: false, classB: false },
      fCnt: fCnt & 0xffff,
      fOpts: new Uint8Array(0),
      fPort: 1,
      frmPayload: encryptFrmPayload(ciphers, keys.at(-1)!, stream, new Uint8Array(12)),
      mic: new Uint8Array(4),
    });
    const [first, serving, encryption] = keys;
    const network =
      keys.length === 2
        ? ({ version: "1.0", nwkSKey: first! } as const)
        : ({
            version: "1.1",
            fNwkSIntKey: first!,
            sNwkSIntKey: serving!,
            nwkSEncKey: encryption!,
          } as const);
    signUplink(ciphers, network, frame, { fCnt, txDr: this.#dataRate, txCh: 0 });
    return frame;
  }
}

/** Devices and gateways in a registry, with their keys in a store. */
export async function populate(population: Population): Promise<{
  readonly registry: MemoryRegistry;
  readonly keys: MemoryKeyStore;
  readonly radios: readonly Radio[];
  readonly gateways: readonly Gateway[];
  readonly joiners: readonly Joiner[];
  /** All session keys and root keys. */
  readonly secrets: readonly NewKey[];
}> {
  const { macVersion = "1.0.3", perAddress, equalCounters = false, joining = 0 } = population;
  const { region = "EU868", decoder } = population;
  const random = new SeededRandom(1);
  const registry = new MemoryRegistry(systemClock);
  const keys = new MemoryKeyStore();
  const samples = new Samples(new VirtualClock(), random);
  const [tenant] = await registry.tenants.create([samples.tenant()]);
  const [application] = await registry.applications.create([samples.application(tenant!.id)]);
  const [profile] = await registry.deviceProfiles.create([
    samples.profile(tenant!.id, {
      macVersion,
      region,
      ...(decoder !== undefined && { codec: { kind: "javascript", source: decoder } }),
    }),
  ]);
  const gateways: Gateway[] = [];
  for (let i = 0; i < population.gateways; i++) {
    // On the corners of a square kilometre grid, as gateways stand in a town.
    const location = {
      latitudeDeg: 52.5 + 0.02 * Math.floor(i / 3),
      longitudeDeg: 13.4 + 0.03 * (i % 3),
    };
    const draft = samples.gateway(tenant!.id, { region, location });
    const [gateway] = await registry.gateways.create([draft]);
    gateways.push(gateway!);
  }
  const radios: Radio[] = [];
  const all: NewKey[] = [];
  for (let i = 0; i < population.devices; i++) {
    const draft = samples.device(application!, profile!);
    const [device] = await registry.devices.create([draft]);
    const count = macVersion === "1.1.0" ? 4 : 2;
    const made = Array.from({ length: count }, () => ({
      id: samples.id<KeyId>(),
      tenantId: tenant!.id,
      kind: "session" as const,
      secret: random.bytes(16),
    }));
    await keys.put(made);
    all.push(...made);
    const addr = 0x26_00_00_00 + Math.floor(i / perAddress);
    const devAddr = addr.toString(16).padStart(8, "0") as DevAddr;
    const fCnt = equalCounters ? 1000 : 1000 + ((i * 7919) % 60_000);
    const secrets = new Map(made.map(({ id, secret }) => [id, secret]));
    radios.push(new Radio(device!, devAddr, fCnt, { macVersion, region, secrets, gateways }));
  }
  const joiners: Joiner[] = [];
  for (let i = 0; i < joining; i++) {
    const { tenantId } = application!;
    const root = { id: samples.id<KeyId>(), tenantId, secret: random.bytes(16) };
    all.push({ ...root, kind: "app-key" });
    const draft = samples.device(application!, profile!, { appKeyId: root.id });
    await registry.devices.create([draft]);
    joiners.push({ devEui: draft.devEui, joinEui: draft.joinEui!, appKey: root.secret });
  }
  await keys.put(all.slice(all.length - joining));
  // As a database gives them: objects of their own each time.
  const stored = registry.devices.get.bind(registry.devices);
  registry.devices.get = async (ids) => structuredClone(await stored(ids));
  return { registry, keys, radios, gateways, joiners, secrets: all };
}
