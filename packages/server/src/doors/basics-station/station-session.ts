import {
  decodeStationMessage,
  downlinkToStation,
  encodeServerMessage,
  LTS_FEATURE,
  LTS_VERSION,
  uplinkFromStation,
  type GatewayDownlink,
  type ServerMessage,
  type StationDataRates,
  type StationMessage,
  type StationSdrReport,
  type StationTransmitted,
  type StationUplink,
  type StationVersion,
  type TimesyncRequest,
  type TxOutcome,
} from "@lorats/backhaul";
import {
  CallerError,
  instantToGps,
  LoratsError,
  NS_PER_US,
  UnavailableError,
  type Instant,
} from "@lorats/base";
import { getRegion, type Region } from "@lorats/lorawan";
import type { Gateway, GatewayLink } from "@lorats/network";
import type { WebSocket } from "ws";
import type { Proof } from "../common/credential-check.ts";
import type { DoorParts, GatewayCommand, GatewayConnection, Intake } from "../common/door.ts";
import { Outstanding } from "../common/outstanding.ts";
import { RoundTrips } from "../common/round-trips.ts";
import { routerConfig, stationDataRates } from "./router-config.ts";
import { fateOf, notTransmitted, refusedOutcome, waitMs } from "./station-fate.ts";

export interface SessionParts extends Pick<
  DoorParts,
  "clock" | "metrics" | "porter" | "ltsKeys" | "alarms" | "notice" | "regions"
> {
  readonly intake: Intake;
  readonly beacons: boolean;
  /** What a station sent could not be stored. */
  readonly broken: () => void;
}

export interface SessionOrigin {
  readonly gateway: Gateway;
  readonly socket: WebSocket;
  readonly address: string;
  readonly proof: Proof;
}

/** WebSocket close codes. @see RFC 6455 §7.4.1 */
export const CLOSE = { goingAway: 1001, policy: 1008, tryAgainLater: 1013 } as const;

const PING_EVERY_MS = 20_000;
/** Assumed until the first pong. */
const FIRST_ROUND_TRIP_MS = 100;
/** Messages of one station that are being stored; beyond it no more is read. */
const MAX_OPEN = 64;
/** Bytes that may wait to be sent; a station that does not read is no way for downlinks. */
const MAX_UNSENT_BYTES = 64 * 1024;

/** One station that is connected. */
export class StationSession {
  readonly gateway: Gateway;
  readonly proof: Proof;
  readonly since: Instant;
  readonly #parts: SessionParts;
  readonly #socket: WebSocket;
  readonly #address: string;
  readonly #region: Region;
  readonly #rates: StationDataRates;
  readonly #outstanding: Outstanding;
  readonly #given = new Map<number, GatewayDownlink>();
  readonly #roundTrips: RoundTrips;
  readonly #open = new Set<Promise<void>>();
  #version: StationVersion | undefined;
  /** Whether the newest frame had a GPS time. */
  #gpsTiming = false;
  #pingedAt: bigint | undefined;
  #cancelPing: () => void = () => {};

  /** @throws {CallerError} `LW_UNKNOWN_REGION` */
  constructor(parts: SessionParts, { gateway, socket, address, proof }: SessionOrigin) {
    this.#parts = parts;
    this.#region = getRegion(gateway.region);
    this.#rates = stationDataRates(this.#region);
    this.gateway = gateway;
    this.proof = proof;
    this.since = parts.clock.now();
    this.#socket = socket;
    this.#address = address;
    this.#outstanding = new Outstanding(parts.clock);
    this.#roundTrips = new RoundTrips(parts.clock, FIRST_ROUND_TRIP_MS);
    socket.on("message", (data: Buffer, isBinary) => this.#onMessage(data, isBinary));
    socket.on("pong", () => this.#onPong());
    this.#ping();
  }

  /** Ends it. Resolves when what came in before is stored. */
  async end(code: number, reason: string): Promise<void> {
    this.#cancelPing();
    this.#socket.removeAllListeners("message");
    this.#outstanding.abandon(reason);
    this.#socket.close(code, reason);
    // Stations close without a handshake, and so may a line that is dead.
    const cancel = this.#parts.clock.after(1000, () => this.#socket.terminate());
    this.#socket.once("close", cancel);
    await Promise.all(this.#open);
  }

  get link(): GatewayLink | undefined {
    if (!this.#version || this.#socket.readyState !== this.#socket.OPEN) return undefined;
    if (this.#socket.bufferedAmount > MAX_UNSENT_BYTES) return undefined;
    return { maxItems: 2, roundTripP90Ms: this.#roundTrips.p90Ms, gpsTiming: this.#gpsTiming };
  }

  get connection(): GatewayConnection {
    const software = this.#version?.station;
    return {
      door: "basics-station",
      address: this.#address,
      since: this.since,
      authentication: this.proof.authentication,
      ...(software && { software: `Basics Station ${software}` }),
      roundTripMs: this.#roundTrips.p90Ms,
    };
  }

  /** Nothing comes back: the station does not tell what became of it. */
  run(command: GatewayCommand): void {
    this.#say({ type: "runcmd", ...command });
  }

  async send(downlink: GatewayDownlink): Promise<TxOutcome> {
    const { clock } = this.#parts;
    const { downlinkId } = downlink;
    const message = downlinkToStation(downlink, this.#rates, { muxTimeS: this.#muxTimeS() });
    if (!message.ok) return refusedOutcome(downlink, message.code);
    this.#given.set(downlinkId, downlink);
    const outcome = this.#outstanding.wait(
      this.gateway.id,
      downlinkId,
      waitMs(downlink, clock.now()),
      () => notTransmitted(downlink),
    );
    this.#say(message.value);
    try {
      return await outcome;
    } finally {
      this.#given.delete(downlinkId);
    }
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    const { metrics, porter } = this.#parts;
    if (!porter.takes(this.gateway.eui)) return metrics.refuse("RATE_LIMIT");
    // Binary messages belong to remote shells, and none was asked for.
    if (isBinary) return metrics.refuse("LNS_BINARY");
    const message = decodeStationMessage(data.toString("utf8"));
    if (!message.ok) return metrics.refuse(message.code);
    metrics.message(message.value.type);
    const handling = this.#handle(message.value).catch((error: unknown) => this.#failed(error));
    this.#open.add(handling);
    if (this.#open.size >= MAX_OPEN) this.#socket.pause();
    void handling.finally(() => {
      this.#open.delete(handling);
      if (this.#open.size < MAX_OPEN / 2) this.#socket.resume();
    });
  }

  async #handle(message: StationMessage): Promise<void> {
    const { metrics, notice } = this.#parts;
    if (message.type !== "version" && !this.#version) return metrics.refuse("LNS_NO_VERSION");
    switch (message.type) {
      case "version":
        return this.#greet(message);
      case "uplink":
        return this.#uplink(message);
      case "dntxed":
        return this.#transmitted(message);
      case "lts":
        return this.#sdrReport(message);
      case "timesync":
        return this.#tellTime(message);
      case "event":
        return this.#parts.intake.seen(this.gateway, message.location);
      case "alarm":
        notice("a station raises an alarm", { gatewayEui: this.gateway.eui, text: message.text });
        return undefined;
      case "overheard":
      case "getxtime":
      case "rmtsh":
        // Downlinks of others, clocks and shells that nobody asked for: counted by type, and left.
        return undefined;
    }
  }

  /** Its SDR reports, and it takes the answer to `timesync` for a receipt. */
  get #isLorats(): boolean {
    return this.#version?.features.includes(LTS_FEATURE) ?? false;
  }

  async #greet(version: StationVersion): Promise<void> {
    const { regions, beacons, intake } = this.#parts;
    const { gateway } = this;
    this.#version = version;
    const config = routerConfig({
      gateway,
      region: this.#region,
      settings: regions[this.#region.id] ?? {},
      beacons: beacons && version.features.includes("gps"),
      muxTimeS: this.#muxTimeS(),
    });
    this.#say(this.#isLorats ? { ...config, lts: LTS_VERSION } : config);
    await intake.seen(gateway);
  }

  async #uplink(message: StationUplink): Promise<void> {
    const { metrics, ltsKeys, intake } = this.#parts;
    const stored = metrics.timeAcknowledgement();
    if (message.ltsRefusal) metrics.refuse(message.ltsRefusal.code);
    const uplink = uplinkFromStation(message, this.#rates);
    if (!uplink.ok) return metrics.refuse(uplink.code);
    this.#gpsTiming = message.gpstimeUs > 0n;
    const { gateway, proof } = this;
    const groups = await ltsKeys.prove(gateway, [uplink.value], proof.authentication, (why) =>
      metrics.refuse(why),
    );
    for (const group of groups) await intake.receive({ gateway, door: "basics-station", ...group });
    stored();
  }

  async #sdrReport({ report, refused = [] }: StationSdrReport): Promise<void> {
    const { metrics, intake } = this.#parts;
    for (const { code } of refused) metrics.refuse(code);
    await intake.reportSide(this.gateway, report, this.proof.authentication);
  }

  async #tellTime({ txtimeUs }: TimesyncRequest): Promise<void> {
    if (this.#isLorats) await Promise.all(this.#open);
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    // Its own GPS time of the second is what the station lacks; ours is as good as the server's clock.
    this.#say({
      type: "timesync",
      txtimeUs,
      gpstimeUs: instantToGps(this.#parts.clock.now()) / NS_PER_US,
      muxTimeS: this.#muxTimeS(),
    });
  }

  #transmitted(message: StationTransmitted): void {
    const downlink = this.#given.get(message.diid);
    const fate = downlink && fateOf(message, downlink, this.#rates);
    const tookMs = fate && this.#outstanding.settle(this.gateway.id, message.diid, fate);
    if (tookMs === undefined) this.#parts.metrics.refuse("DNTXED_UNEXPECTED");
  }

  #say(message: ServerMessage): void {
    this.#socket.send(encodeServerMessage(message), (error) => {
      if (error) this.#parts.metrics.refuse("SEND_FAILED");
    });
  }

  #muxTimeS(): number {
    return Number(this.#parts.clock.now() / NS_PER_US) / 1e6;
  }

  #ping(): void {
    const { clock, metrics } = this.#parts;
    if (this.#pingedAt !== undefined) {
      // The last ping was not answered.
      metrics.refuse("LNS_SILENT");
      this.#socket.terminate();
      return;
    }
    this.#pingedAt = clock.monotonic();
    this.#socket.ping(() => {});
    this.#cancelPing = clock.after(PING_EVERY_MS, () => this.#ping());
  }

  #onPong(): void {
    const { clock, intake } = this.#parts;
    if (this.#pingedAt === undefined) return;
    this.#roundTrips.add(Number(clock.monotonic() - this.#pingedAt) / 1e6);
    this.#pingedAt = undefined;
    intake.seen(this.gateway).catch((error: unknown) => this.#failed(error));
  }

  /** The protocol has no acknowledgement: what could not be stored can only be told by closing the line. */
  #failed(error: unknown): void {
    const { metrics, notice, broken } = this.#parts;
    const code = error instanceof LoratsError ? error.code : "INTERNAL";
    metrics.refuse(code);
    const message = error instanceof Error ? error.message : String(error);
    notice("a station's message could not be taken", { code, message });
    if (error instanceof UnavailableError) {
      broken();
      void this.end(CLOSE.tryAgainLater, "not storable");
    } else if (error instanceof CallerError) {
      // Its region or channels cannot be put into a configuration.
      void this.end(CLOSE.policy, "not configurable");
    }
  }
}
