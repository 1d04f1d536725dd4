import { instantToGps, SeededRandom, VirtualClock, type DevAddr, type Eui64 } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import {
  AesKey,
  Ciphers,
  decodePhyPayload,
  deriveJoinServerKeys,
  deriveSessionKeys10,
  deriveSessionKeys11,
  DOWNLINK_MAC_COMMANDS,
  encodeJoinAccept,
  encodePhyPayload,
  encryptFOpts,
  encryptFrmPayload,
  frmPayloadKey,
  nextPingSlot,
  signDownlink,
  UPLINK_MAC_COMMANDS,
  verifyJoinMic,
  verifyUplinkMic,
  type AnsweredRequest,
  type DataUplink,
  type DownlinkMacCommand,
  type SessionKeys,
  type UplinkMacCommand,
} from "@lorats/lorawan";
import type { DownlinkItem } from "@lorats/backhaul";
import { Air } from "../../src/air/air.ts";
import { propagation } from "../../src/air/propagation.ts";
import { Concentrator, type Reception } from "../../src/forwarder/concentrator.ts";
import { Crystal, crystalSchema } from "../../src/crystal.ts";
import { FRESH_DEVICE, type DeviceState } from "../../src/device/device-state.ts";
import type { DeviceIdentity } from "../../src/device/join.ts";
import { SENSORS } from "../../src/device/sensors.ts";
import type { VirtualDeviceOptions } from "../../src/device/device-options.ts";
import { VirtualDevice } from "../../src/device/virtual-device.ts";
import { EU868_PLAN } from "./test-session.ts";

const APP_KEY = AesKey.fromHex("2b7e151628aed2a6abf7158809cf4f3c");
const NWK_KEY = AesKey.fromHex("000102030405060708090a0b0c0d0e0f");
const NET_ID = 0x13;

interface HeardUplink {
  readonly commands: readonly UplinkMacCommand[];
  readonly fPort: number | null;
  readonly payload: string;
  readonly frame: DataUplink;
  readonly micOk: boolean;
  readonly reception: Reception;
}

/**
 * One device, one gateway with GPS, and a network of few words beside it, in virtual time. It joins the device, checks
 * what comes and answers what it is told to; everything else is the test's.
 */
export class TestNetwork {
  readonly ciphers = new Ciphers(nodeAes);
  readonly clock = new VirtualClock();
  readonly air: Air;
  readonly concentrator: Concentrator;
  readonly device: VirtualDevice;
  readonly identity: DeviceIdentity;
  readonly uplinks: HeardUplink[] = [];
  /** Types of join- and rejoin-requests, in order. */
  readonly requests: AnsweredRequest["type"][] = [];
  readonly truth: Record<string, unknown>[] = [];
  /** What every uplink is answered with in its first window, if anything. */
  answer: (uplink: HeardUplink) => { commands?: DownlinkMacCommand[]; ack?: boolean } | undefined =
    () => undefined;
  acceptsRejoins = true;
  keys!: SessionKeys;
  devAddr = "" as DevAddr;
  #state: DeviceState = FRESH_DEVICE;
  #joins = 0;
  #confirmed = -1;
  readonly #fCnt = { network: 0, application: 0, up: -1 };

  constructor(options: Partial<VirtualDeviceOptions> = {}, is11 = false) {
    const random = new SeededRandom(5);
    this.air = new Air(this.clock, random.fork(1), {
      propagation: propagation({ model: "free-space" }),
      shadowingDb: 0,
      fadingDb: 0,
    });
    const settings = {
      plan: EU868_PLAN,
      id: "gateway",
      place: { eastM: 300, northM: 0, upM: 20 },
      latitudeDeg: 1.3,
      longitudeDeg: 103.7,
      hasGps: true,
      sendsBeacons: options.deviceClass === "B",
      clockPpm: 0.5,
      collisions: "sx1301" as const,
    };
    this.concentrator = new Concentrator(settings, this.clock, random.fork(2), this.air);
    this.identity = {
      plan: EU868_PLAN,
      devEui: "0102030405060708" as Eui64,
      joinEui: "1112131415161718" as Eui64,
      appKey: APP_KEY,
      nwkKey: is11 ? NWK_KEY : undefined,
    };
    const crystal = crystalSchema.parse({
      offsetPpm: -20,
      slopePpmPerC: 0,
      walkPpmPerRootHour: 0,
    });
    this.device = new VirtualDevice(
      {
        identity: this.identity,
        place: { eastM: 0, northM: 0, upM: 0 },
        sensor: SENSORS.doorContact,
        confirmed: false,
        intervalS: 20,
        outdoor: false,
        thermalLagS: 600,
        ...options,
      },
      {
        clock: this.clock,
        air: this.air,
        ciphers: this.ciphers,
        random: random.fork(3),
        crystal: new Crystal(crystal, random.fork(4)),
        flash: {
          read: () => this.#state,
          write: (state: DeviceState) => void (this.#state = state),
        } as never,
        truth: { write: (line) => void this.truth.push({ ...line }) },
      },
    );
    this.concentrator.start((reception) => this.#hear(reception));
    this.device.start();
  }

  /** Runs until something is so; fails the test when it is not so in time. */
  runUntil(isSo: () => boolean, withinS: number): void {
    for (let s = 0; s < withinS; s += 0.5) {
      if (isSo()) return;
      this.clock.advance(500);
    }
    throw new Error(`not so within ${withinS} s: ${isSo.toString()}`);
  }

  received(kind: string): string[] {
    return this.truth
      .filter((line) => line["kind"] === kind)
      .map((line) => String(line["payload"]));
  }

  /** Sends data when the timing says. */
  send(
    payload: string,
    timing: DownlinkItem["timing"],
    radio: { freqHz: number; sf: number },
    more: { confirmed?: boolean; fPort?: number } = {},
  ): void {
    const { fPort = 10, confirmed = false } = more;
    const item = this.#downlink({ fPort, payload: Uint8Array.fromHex(payload), confirmed });
    const status = this.concentrator.schedule(itemOf(item, timing, radio));
    if (status !== "OK") throw new Error(status);
  }

  /** Sends any bytes, such as a frame to a multicast group. */
  sendBytes(
    bytes: Uint8Array,
    timing: DownlinkItem["timing"],
    radio: { freqHz: number; sf: number },
  ): void {
    const status = this.concentrator.schedule(itemOf(bytes, timing, radio));
    if (status !== "OK") throw new Error(status);
  }

  get gpsNs(): bigint {
    return instantToGps(this.clock.now());
  }

  /** The next ping slot of an address that is at least a second away. */
  pingSlot(devAddr: DevAddr, periodicity: number): bigint {
    return nextPingSlot(this.ciphers, devAddr, periodicity, this.gpsNs + 1_000_000_000n).gpsNs;
  }

  #hear(reception: Reception): void {
    const { phyPayload } = reception.transmission;
    const decoded = decodePhyPayload(phyPayload);
    if (!decoded.ok) throw new Error(decoded.reason);
    const frame = decoded.value;
    if (frame.mType === "join-request") this.#join(reception, "join", frame.devNonce);
    else if (frame.mType === "rejoin-request") {
      const nonce = frame.rejoinType === 1 ? frame.rjCount1 : frame.rjCount0;
      this.#join(reception, `rejoin-${frame.rejoinType}`, nonce);
    } else if (frame.mType === "unconfirmed-data-up" || frame.mType === "confirmed-data-up") {
      this.#data(reception, frame);
    }
  }

  #join(reception: Reception, type: AnsweredRequest["type"], nonce: number): void {
    this.requests.push(type);
    const { phyPayload } = reception.transmission;
    const { devEui, joinEui, nwkKey, appKey } = this.identity;
    const jsKeys = nwkKey && deriveJoinServerKeys(this.ciphers, nwkKey, devEui);
    const micKey =
      type === "join"
        ? (nwkKey ?? appKey)
        : type === "rejoin-1"
          ? jsKeys!.jsIntKey
          : this.keys.version === "1.1"
            ? this.keys.sNwkSIntKey
            : appKey;
    if (!verifyJoinMic(this.ciphers, micKey, phyPayload)) throw new Error(`MIC of ${type}`);
    if (type !== "join" && !this.acceptsRejoins) return;
    const joinNonce = ++this.#joins;
    this.devAddr = `2601234${joinNonce}` as DevAddr;
    this.#fCnt.network = 0;
    this.#fCnt.application = 0;
    this.#fCnt.up = -1;
    const exchange = { joinNonce, devNonce: nonce };
    this.keys = nwkKey
      ? deriveSessionKeys11(this.ciphers, nwkKey, appKey, { ...exchange, joinEui })
      : deriveSessionKeys10(this.ciphers, appKey, { ...exchange, netId: NET_ID });
    const accept = encodeJoinAccept(
      this.ciphers,
      {
        joinNonce,
        netId: NET_ID,
        devAddr: this.devAddr,
        dlSettings: { optNeg: nwkKey !== undefined, rx1DrOffset: 0, rx2DataRate: 0 },
        rxDelay: 1,
        cfList: null,
      },
      nwkKey
        ? {
            version: "1.1",
            encryptionKey: type === "join" ? nwkKey : jsKeys!.jsEncKey,
            jsIntKey: jsKeys!.jsIntKey,
            request: { type, joinEui, nonce },
          }
        : { version: "1.0", rootKey: appKey },
    );
    const us = (reception.counterUs + 5_000_000) % 2 ** 32;
    this.concentrator.schedule(itemOf(accept, { kind: "counter", us }, reception.transmission));
  }

  #data(reception: Reception, frame: DataUplink): void {
    const { phyPayload, freqHz, sf } = reception.transmission;
    const { keys, ciphers } = this;
    const context = { direction: "up", devAddr: this.devAddr, fCnt: frame.fCnt } as const;
    const micOk = verifyUplinkMic(ciphers, keys, phyPayload, {
      fCnt: frame.fCnt,
      confFCnt: Math.max(0, this.#confirmed),
      txDr: 12 - sf,
      txCh: Math.round((freqHz - 868_100_000) / 200_000),
    });
    const plain =
      keys.version === "1.1"
        ? encryptFOpts(ciphers, keys.nwkSEncKey, context, false, frame.fOpts)
        : frame.fOpts;
    const payload =
      frame.fPort === null
        ? new Uint8Array(0)
        : encryptFrmPayload(ciphers, frmPayloadKey(keys, frame.fPort), context, frame.frmPayload);
    const uplink = {
      commands: UPLINK_MAC_COMMANDS.parse(plain).commands,
      fPort: frame.fPort,
      payload: payload.toHex(),
      frame,
      micOk,
      reception,
    };
    this.uplinks.push(uplink);
    this.#fCnt.up = frame.fCnt;
    const answer = this.answer(uplink);
    if (!answer) return;
    const bytes = this.#downlink({ ...answer, fPort: null });
    const us = (reception.counterUs + 1_000_000) % 2 ** 32;
    this.concentrator.schedule(itemOf(bytes, { kind: "counter", us }, { freqHz, sf }));
  }

  #downlink(what: {
    readonly fPort: number | null;
    readonly payload?: Uint8Array;
    readonly confirmed?: boolean;
    readonly ack?: boolean;
    readonly commands?: readonly DownlinkMacCommand[];
  }): Uint8Array {
    const { fPort, payload = new Uint8Array(0), confirmed = false, ack = false } = what;
    const { keys, ciphers, devAddr } = this;
    const isApplication = fPort !== null && fPort > 0;
    const fCnt =
      keys.version === "1.1" && isApplication ? this.#fCnt.application++ : this.#fCnt.network++;
    if (confirmed) this.#confirmed = fCnt;
    const context = { direction: "down", devAddr, fCnt } as const;
    const fOpts = DOWNLINK_MAC_COMMANDS.encode(what.commands ?? []);
    const phyPayload = encodePhyPayload({
      mType: confirmed ? "confirmed-data-down" : "unconfirmed-data-down",
      devAddr,
      fCtrl: { adr: true, ack, fPending: false },
      fCnt,
      fOpts:
        keys.version === "1.1"
          ? encryptFOpts(ciphers, keys.nwkSEncKey, context, isApplication, fOpts)
          : fOpts,
      fPort,
      frmPayload: encryptFrmPayload(ciphers, frmPayloadKey(keys, fPort ?? 0), context, payload),
      mic: new Uint8Array(4),
    });
    signDownlink(ciphers, keys, phyPayload, { fCnt, confFCnt: Math.max(0, this.#fCnt.up) });
    return phyPayload;
  }
}

function itemOf(
  phyPayload: Uint8Array,
  timing: DownlinkItem["timing"],
  { freqHz, sf }: { freqHz: number; sf: number },
): DownlinkItem {
  return {
    phyPayload,
    freqHz,
    modulation: { kind: "lora", sf, bwHz: 125_000, cr: 1 },
    eirpDbm: 14,
    timing,
    invertPolarization: true,
    withCrc: false,
  };
}
