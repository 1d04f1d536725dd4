import { type HmacSha256, type LtsPilot, decodeDatagram } from "@lorats/backhaul";
import type { CancelTimer, Clock, Eui64, Random } from "@lorats/base";
import { DownlinkRouter } from "./concentrator/downlink-router.ts";
import { ForwarderPort } from "./concentrator/forwarder-port.ts";
import { PacketLog, type PacketLogOptions } from "./concentrator/packet-log.ts";
import { type Counters, newCounters } from "./counters.ts";
import type { BeaconWatch } from "./pilots/beacon-watch.ts";
import { DownlinkPilots, type PilotEars } from "./pilots/downlink-pilots.ts";
import type { WatchReport } from "./receiver/receiver-messages.ts";
import { Forwarder, type ForwarderOptions } from "./forward/forwarder.ts";
import type { IqSource } from "./iq/iq-source.ts";
import { SdrSession, type SdrSessionOptions, type StreamContext } from "./sdr/sdr-session.ts";
import { UplinkPath, type UplinkOptions } from "./uplink/uplink-path.ts";

export interface GatewayOptions extends ForwarderOptions {
  readonly gatewayEui: Eui64;
  /** Where packet forwarders are served, or (`answers` false) only listened to; null without any. */
  readonly listen: {
    readonly host: string;
    readonly port: number;
    readonly answers: boolean;
  } | null;
  /** A recorded packet log in place of a forwarder. */
  readonly log: PacketLogOptions | null;
  readonly sdr: SdrSessionOptions | null;
  readonly uplink: Omit<UplinkOptions, "gatewayEui" | "hmac">;
  readonly hmac: HmacSha256 | null;
  /** Listens for class B beacons; null: nobody does. */
  readonly beacons: ((ears: PilotEars, clock: Clock) => BeaconWatch) | null;
}

/** A line for the operator. */
export type Report = (message: string) => void;

const ALIVE_NS = 30_000_000_000n;
const STATUS_MS = 30_000;

/** The LoRaTS gateway: proxy, SDR, matching, forwarding. Knows neither configuration files nor HTTP. */
export class Gateway {
  readonly counters: Counters = newCounters();
  readonly forwarder: Forwarder;
  readonly uplink: UplinkPath;
  readonly sdr: SdrSession | null;
  readonly startedNs: bigint;
  readonly #options: GatewayOptions;
  readonly #clock: Clock;
  readonly #report: Report;
  readonly #port: ForwarderPort;
  readonly #log: PacketLog | null;
  readonly #router = new DownlinkRouter();
  readonly #pilots: DownlinkPilots | null;
  readonly #beacons: BeaconWatch | null;
  readonly #freqsHz: ReadonlySet<number>;
  /** The last pilot of the own concentrator: its bias is the receiver's, turned round. */
  receiverBias: Pick<LtsPilot, "biasHz" | "biasSdHz" | "freqHz"> | null = null;
  #lastHeardNs: bigint | null = null;
  #cancel: CancelTimer = () => {};
  #ended: () => void = () => {};
  #unended: number;
  #spoolTrouble: string | null = null;
  /** Resolves when all recordings have been played and everything in them was handed over; never with a live source. */
  readonly ended: Promise<void>;

  constructor(
    options: GatewayOptions,
    source: IqSource | null,
    clock: Clock,
    random: Random,
    report: Report,
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#report = report;
    this.startedNs = clock.monotonic();
    this.#unended = (options.sdr ? 1 : 0) + (options.log ? 1 : 0) + (options.listen ? 1 : 0);
    this.ended = new Promise((resolve) => {
      this.#ended = resolve;
    });
    const { gatewayEui, hmac, uplink } = options;
    this.forwarder = new Forwarder(
      options,
      { eui: gatewayEui, hmac },
      clock,
      random,
      (eui, datagram, server) => this.#down(eui, datagram, server),
    );
    this.uplink = new UplinkPath(
      { ...uplink, gatewayEui, hmac },
      clock,
      this.forwarder,
      this.counters,
      {
        sdrHears: (freqHz) => this.#freqsHz.has(freqHz) && (this.sdr?.isUp ?? false),
        sdrLagMs: () => 1e3 * (this.sdr?.lagS ?? 0),
        concentratorIsAlive: () => this.concentratorIsAlive,
      },
    );
    this.#freqsHz = new Set(options.sdr?.listen.freqsHz);
    this.sdr =
      options.sdr && source
        ? new SdrSession(source, options.sdr, this.uplink.counterUtc, clock, {
            onSighting: (sighting, context) => this.uplink.sighting(sighting, context),
            onWatched: (watched, context) => this.#watched(watched, context),
            onState: report,
            onEnd: () => this.#oneEnded(),
          })
        : null;
    const { sdr } = this;
    const ears = sdr && { watch: sdr.watch.bind(sdr) };
    this.#pilots = ears && new DownlinkPilots(ears, this.uplink.counter);
    this.#beacons = ears && options.beacons && options.beacons(ears, clock);
    this.#log = options.log && new PacketLog(options.log, clock);
    this.#port = new ForwarderPort(
      {
        onPushData: (eui, datagram) => this.#pushData(eui, datagram),
        onPullData: (eui, datagram) => this.#pullData(eui, datagram),
        onTxAck: (eui, datagram, token) => this.#txAck(eui, datagram, token),
      },
      options.listen?.answers,
    );
  }

  /** A packet forwarder with this gateway's EUI has been heard lately. */
  get concentratorIsAlive(): boolean {
    const heard = this.#lastHeardNs;
    return heard !== null && this.#clock.monotonic() - heard < ALIVE_NS;
  }

  get undeliverableDownlinks(): number {
    return this.#port.undeliverable;
  }

  /** Returns the UDP port that packet forwarders are served at, or null. */
  async start(): Promise<number | null> {
    const { listen } = this.#options;
    const port = listen ? await this.#port.listen(listen.host, listen.port) : null;
    const old = this.forwarder.resume();
    if (old > 0) this.#report(`${old} datagrams of an earlier run wait for their servers`);
    // A recorded log begins with the first sample, as far as that is known.
    void this.sdr?.start().then(() => this.#playLog());
    if (!this.sdr) this.#playLog();
    this.#beacons?.start();
    this.#every(STATUS_MS, () => {
      this.#lookAtSpool();
      this.#sendStatus();
    });
    return port;
  }

  async stop(): Promise<void> {
    this.#cancel();
    this.#beacons?.stop();
    this.#log?.stop();
    this.#port.close();
    await this.sdr?.stop();
    this.uplink.stop();
    this.forwarder.close();
  }

  #playLog(): void {
    const log = this.#log;
    if (!log) return;
    if (log.otherLines > 0) this.#report(`${log.otherLines} lines of the packet log hold no frame`);
    const { gatewayEui } = this.#options;
    log.start(
      (datagram) => this.#pushData(gatewayEui, datagram),
      () => this.#oneEnded(),
    );
  }

  #oneEnded(): void {
    this.#unended--;
    if (this.#unended === 0) this.#ended();
  }

  #pushData(eui: Eui64, datagram: Uint8Array): void {
    const isOurs = eui === this.#options.gatewayEui;
    if (isOurs) this.#lastHeardNs = this.#clock.monotonic();
    this.uplink.pushData(datagram, isOurs);
  }

  #pullData(eui: Eui64, datagram: Uint8Array): void {
    if (eui === this.#options.gatewayEui) this.#lastHeardNs = this.#clock.monotonic();
    for (const link of this.forwarder.links) link.sendPull(eui, datagram);
  }

  #txAck(eui: Eui64, datagram: Uint8Array, token: number): void {
    const server = this.#router.resolve(eui, token);
    const link = this.forwarder.links.find(({ address }) => address.name === server);
    this.counters[link ? "txAcks" : "strayTxAcks"]++;
    link?.sendPull(eui, datagram);
  }

  /** HOT PATH of class A: a downlink has to be with the concentrator in time, so nothing is done before it is sent. */
  #down(eui: Eui64, datagram: Uint8Array, server: string): void {
    this.#port.sendDown(eui, datagram);
    if (!this.#router.note(eui, datagram, server)) return;
    this.counters.downlinks++;
    if (this.#pilots && eui === this.#options.gatewayEui) this.#expectPilot(datagram);
  }

  #expectPilot(datagram: Uint8Array): void {
    const decoded = decodeDatagram(datagram);
    if (!decoded.ok || decoded.value.type !== "pull-resp") return;
    this.#pilots!.expect(decoded.value.item, this.#clock.monotonic(), this.#clock.now());
  }

  #watched(report: WatchReport, context: StreamContext): void {
    const seen = this.#pilots?.seenAs(report, context, this.uplink.counterUtc);
    const pilot = seen?.pilot ?? this.#beacons?.seenAs(report, context);
    this.counters.pilotsMissed = this.#pilots?.missed ?? 0;
    if (!pilot) return;
    this.uplink.pilot(pilot);
    if (pilot.source === "downlink") this.receiverBias = pilot;
  }

  #lookAtSpool(): void {
    const { journal } = this.forwarder;
    journal.retry();
    const { trouble } = journal;
    if ((trouble === null) === (this.#spoolTrouble === null)) return;
    this.#spoolTrouble = trouble;
    this.#report(
      trouble === null
        ? "the spool is written again"
        : `the spool cannot be written, frames pass and are kept in memory only: ${trouble}`,
    );
  }

  #sendStatus(): void {
    if (!this.sdr) return;
    const { gatewayEui } = this.#options;
    const { annotated, plain, softFrames, sdrOnly, orphans } = this.counters;
    const health = {
      ...this.sdr.health(),
      matchedFrames: annotated,
      unmatchedFrames: plain + sdrOnly,
      orphans,
    };
    // The concentrator's own forwarder reports on itself.
    const stats = this.concentratorIsAlive
      ? undefined
      : {
          time: this.#clock.now(),
          rxReceived: softFrames,
          rxOk: softFrames,
          rxForwarded: softFrames,
          txReceived: 0,
          txEmitted: 0,
        };
    this.forwarder.pushOnce(gatewayEui, {
      ...(stats && { stats }),
      lts: { orphans: [], pilots: [], sdr: health },
    });
  }

  #every(periodMs: number, call: () => void): void {
    const repeat = (): void => {
      this.#cancel = this.#clock.after(periodMs, () => {
        call();
        repeat();
      });
    };
    call();
    repeat();
  }
}
