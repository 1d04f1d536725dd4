import type { Clock, Eui64, Instant } from "@lorats/base";
import { RoundTrips } from "../common/round-trips.ts";
import type { MqttSender } from "./gateway-mqtt-door.ts";

/** Statistics come every 30 seconds, unless somebody set another time; after this long without a word it is closed. */
const OPEN_FOR_NS = 300_000_000_000n;
/** Assumed until the first acknowledgement: twice through a broker. */
const FIRST_ROUND_TRIP_MS = 100;

/** What the door knows of one gateway's line. */
export class MqttLine {
  readonly gatewayEui: Eui64;
  readonly since: Instant;
  readonly roundTrips: RoundTrips;
  /** The topic prefix that the gateway uses, and listens to. */
  prefix = "";
  /** Whether it speaks JSON, or protobuf's binary form. */
  json = true;
  /** Whether the newest frame had a GPS time. */
  gpsTiming = false;
  /** The version of the gateway's entry whose channels it was told. */
  toldConfig: number | undefined;
  sender!: MqttSender;
  #heardAt = 0n;

  constructor(gatewayEui: Eui64, clock: Pick<Clock, "monotonic" | "now">) {
    this.gatewayEui = gatewayEui;
    this.since = clock.now();
    this.roundTrips = new RoundTrips(clock, FIRST_ROUND_TRIP_MS);
  }

  heard(prefix: string, sender: MqttSender, nowMono: bigint): void {
    this.prefix = prefix;
    this.sender = sender;
    this.#heardAt = nowMono;
  }

  isOpen(nowMono: bigint): boolean {
    return nowMono - this.#heardAt < OPEN_FOR_NS;
  }
}
