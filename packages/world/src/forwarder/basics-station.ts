import {
  decodeServerMessage,
  downlinkFromStation,
  encodeStationMessage,
  LTS_FEATURE,
  LTS_VERSION,
  NO_REMOTE_SHELL,
  readStationContext,
  stationContext,
  uplinkToStation,
  type DownlinkItem,
  type GatewayUplink,
  type RouterConfig,
  type ServerMessage,
  type StationDownlink,
  type StationSchedule,
} from "@lorats/backhaul";
import { instantToGps, type Clock, type Eui64 } from "@lorats/base";
import type { Region } from "@lorats/lorawan";
import type { RadioPlan } from "../device/region.ts";
import { MAX_POWER_DBM, type Concentrator, type Reception } from "./concentrator.ts";
import type { LtsSource } from "./lts-source.ts";
import type { Forwarder } from "./forwarder.ts";
import { StationSocket, type StationServer } from "./station-socket.ts";
import { uplinkOf } from "./uplink-of.ts";

export interface BasicsStationOptions {
  readonly plan: RadioPlan;
  readonly eui: Eui64;
  readonly hasGps: boolean;
  readonly server: StationServer;
  /** What its SDR adds. */
  readonly lts?: LtsSource | undefined;
}

/** Upper bits of `xtime`: antenna 0 and the number of this start, 1 … 127. */
const SESSION_SHIFT = 48n;
const COUNTER_MASK = 0xffff_ffff_ffffn;
const DEFAULT_EIRP_DBM = 14;

/**
 * A gateway that speaks LoRa Basics Station's LNS protocol over a WebSocket, with a concentrator behind it. It listens to
 * what its server's `router_config` says, and loses what it hears while the connection is down, as a station does.
 */
export class BasicsStation implements Forwarder {
  readonly counts = { forwarded: 0, lost: 0, unconfigured: 0, downlinks: 0, refused: 0 };
  readonly #options: BasicsStationOptions;
  readonly #clock: Clock;
  readonly #concentrator: Concentrator;
  readonly #socket: StationSocket;
  readonly #session: bigint;
  #config: RouterConfig | undefined;
  /** The server's clock, and when it said so. */
  #muxTime: { readonly s: number; readonly atNs: bigint } | undefined;

  /** @param session tells this start from others, 1 … 127 */
  constructor(
    options: BasicsStationOptions,
    concentrator: Concentrator,
    clock: Clock,
    session: number,
  ) {
    this.#options = options;
    this.#concentrator = concentrator;
    this.#clock = clock;
    this.#session = BigInt(session) << SESSION_SHIFT;
    this.#socket = new StationSocket(options.server, options.eui, clock, {
      onOpen: () => this.#greet(),
      onMessage: (text) => this.#take(text),
      onClose: () => {
        this.#config = undefined;
      },
    });
  }

  get isConfigured(): boolean {
    return this.#config !== undefined;
  }

  start(): void {
    this.#options.lts?.start((report) => {
      if (this.#config?.lts === LTS_VERSION) this.#say({ type: "lts", report });
    });
    this.#concentrator.start((reception) => this.#forward(reception));
    this.#socket.start();
  }

  stop(): void {
    this.#concentrator.stop();
    this.#options.lts?.stop();
    this.#socket.stop();
  }

  #greet(): void {
    const { hasGps, lts } = this.#options;
    const features = [...(hasGps ? ["gps"] : []), ...(lts ? [LTS_FEATURE] : [])];
    this.#say({ type: "version", station: "2.0.6(lorats/world)", protocol: 2, features });
  }

  #say(message: Parameters<typeof encodeStationMessage>[0]): void {
    this.#socket.send(encodeStationMessage(message));
  }

  #take(text: string): void {
    const decoded = decodeServerMessage(text);
    if (!decoded.ok) return;
    const message = decoded.value;
    this.#follow(message);
    switch (message.type) {
      case "router_config":
        this.#config = message;
        this.#socket.settled();
        break;
      case "dnmsg":
        this.#send(message);
        break;
      case "dnsched":
        this.#sendAtTimes(message);
        break;
      case "getxtime":
        this.#tellClocks(message.muxTimeS ?? 0);
        break;
      case "rmtsh":
        this.#say(NO_REMOTE_SHELL);
        break;
      case "timesync":
      case "runcmd":
      case "error":
        break;
    }
  }

  #follow(message: ServerMessage): void {
    const s = "muxTimeS" in message ? message.muxTimeS : undefined;
    if (s !== undefined) this.#muxTime = { s, atNs: this.#clock.monotonic() };
  }

  #forward(reception: Reception): void {
    const config = this.#config;
    if (!config) {
      this.counts.lost++;
      return;
    }
    const { lts } = this.#options;
    const plain = this.#uplink(reception);
    const seen = lts?.take(reception);
    const uplink = seen && lts ? lts.annotate(plain, seen) : plain;
    const message = uplinkToStation(uplink, config.dataRates);
    if (!message.ok || !isConfigured(config, uplink.freqHz, message.value.dr)) {
      this.counts.unconfigured++;
      return;
    }
    const muxTime = this.#muxTime;
    const sinceS = muxTime ? Number(this.#clock.monotonic() - muxTime.atNs) / 1e9 : 0;
    try {
      this.#say({ ...message.value, refTimeS: muxTime ? muxTime.s + sinceS : 0 });
      this.counts.forwarded++;
    } catch {
      // Stations have no words for rejoins of type 1 and for frames that are not LoRaWAN.
      this.counts.unconfigured++;
    }
  }

  #uplink(reception: Reception): GatewayUplink {
    const uplink = uplinkOf(reception);
    const { utc } = reception.times;
    const xtime = this.#session | (BigInt(reception.counterUs) & COUNTER_MASK);
    return {
      ...uplink,
      times: {
        counter: { kind: "xtime", xtime },
        host: this.#clock.now(),
        ...(utc !== undefined && { gpsNs: instantToGps(utc), gpsResolutionNs: 1000 }),
      },
      context: stationContext({ rctx: 0n, xtime }),
    };
  }

  /** RX1, or RX2 when the concentrator refuses that: a station decides by itself. */
  #send(message: StationDownlink): void {
    const { dataRates } = this.#config ?? { dataRates: [] };
    const downlink = downlinkFromStation(message, dataRates, DEFAULT_EIRP_DBM);
    if (!downlink.ok) {
      this.counts.refused++;
      return;
    }
    this.counts.downlinks++;
    const { diid, devEui, rctx = 0n } = message;
    const sent = (startNs: bigint): void => {
      const xtime =
        this.#session | (BigInt(this.#concentrator.counter.totalUs(startNs)) & COUNTER_MASK);
      this.#say({ type: "dntxed", diid, devEui, rctx, xtime, gpstimeUs: 0n });
    };
    const isTaken = downlink.value.items.some(
      (item) => this.#concentrator.schedule(this.#asSent(item), sent) === "OK",
    );
    if (!isTaken) this.counts.refused++;
  }

  /** With the power that is allowed, and timed by the counter: the concentrator knows no delays. */
  #asSent(item: DownlinkItem): DownlinkItem {
    const { timing, freqHz } = item;
    const allowed = { ...item, eirpDbm: this.#powerDbm(freqHz) };
    if (timing.kind !== "delay") return allowed;
    const xtime = readStationContext(timing.context)?.xtime ?? 0n;
    const us = Number((xtime + BigInt(timing.delayUs)) & 0xffff_ffffn);
    return { ...allowed, timing: { kind: "counter", us } };
  }

  #powerDbm(freqHz: number): number {
    return powerDbm(this.#options.plan.region, freqHz, this.#config?.maxEirpDbm);
  }

  #sendAtTimes({ schedule }: StationSchedule): void {
    for (const { gpstimeUs, dr, freqHz, phyPayload, withCrc } of schedule) {
      const modulation = this.#config?.dataRates[dr]?.modulation;
      const status =
        modulation &&
        gpstimeUs !== undefined &&
        this.#concentrator.schedule({
          phyPayload,
          freqHz,
          modulation,
          eirpDbm: this.#powerDbm(freqHz),
          timing: { kind: "gps", gpsNs: gpstimeUs * 1000n },
          invertPolarization: true,
          withCrc: withCrc ?? false,
        });
      if (status === "OK") this.counts.downlinks++;
      else this.counts.refused++;
    }
  }

  #tellClocks(muxTimeS: number): void {
    const nowNs = this.#clock.monotonic();
    const xtime =
      this.#session | (BigInt(this.#concentrator.counter.totalUs(nowNs)) & COUNTER_MASK);
    this.#say({
      type: "getxtime",
      muxTimeS,
      ustimeS: Number(nowNs) / 1e9,
      utc: this.#clock.now(),
      xtimes: [xtime],
    });
  }
}

/** EIRP of a dipole that radiates an ERP of 0 dBm. */
const EIRP_OVER_ERP_DB = 2.15;

/** What the law, the server and the radio allow on a frequency: the least of the three. */
function powerDbm({ regulation }: Region, freqHz: number, told: number | undefined): number {
  const [profile] = regulation;
  const band = profile?.subBands.find((one) => one.lowHz <= freqHz && freqHz < one.highHz);
  const lawful = band ? band.maxErpDbm + EIRP_OVER_ERP_DB : DEFAULT_EIRP_DBM;
  return Math.floor(Math.min(lawful, told ?? DEFAULT_EIRP_DBM, MAX_POWER_DBM));
}

/** Whether the station's channels hold such a frame. */
function isConfigured({ upchannels }: RouterConfig, freqHz: number, dr: number): boolean {
  return upchannels.some((c) => c.freqHz === freqHz && c.minDr <= dr && dr <= c.maxDr);
}
