import type { ProtocolVersion } from "@lorats/backhaul";
import type { Clock, Instant } from "@lorats/base";
import { RoundTrips } from "../common/round-trips.ts";
import { PowerSteps } from "./power-steps.ts";
import type { UdpListener } from "./udp-listener.ts";

/** Keep-alives come every 5 to 10 seconds; after this long without any the way back is taken to be closed. */
const OPEN_FOR_NS = 45_000_000_000n;
/** A way that was used so recently is not given up for another host's word. */
const HELD_FOR_NS = 15_000_000_000n;
/** Assumed until the first TX_ACK. */
const FIRST_ROUND_TRIP_MS = 50;

export interface UdpAddress {
  readonly address: string;
  readonly port: number;
}

/** A way to a gateway: the socket that heard it, and where it is. */
export interface UdpWay extends UdpAddress {
  readonly listener: UdpListener;
}

/** What a PULL_DATA did to the way back. */
export type PullOutcome = "same" | "moved" | "contested";

/** What the door knows of one gateway's line. */
export class UdpLink {
  /** Where downlinks go: the source of the newest PULL_DATA that was believed. */
  way: UdpWay | undefined;
  version: ProtocolVersion = 2;
  /** Whether the newest frame had a GPS time: a gateway that lost its GPS cannot send in ping slots. */
  gpsTiming = false;
  readonly since: Instant;
  /** When its being there was last passed on. */
  notedAt: bigint | undefined;
  readonly powers: PowerSteps = new PowerSteps();
  readonly roundTrips: RoundTrips;
  #pulledAt: bigint | undefined;

  constructor(clock: Pick<Clock, "monotonic" | "now">) {
    this.since = clock.now();
    this.roundTrips = new RoundTrips(clock, FIRST_ROUND_TRIP_MS);
  }

  /**
   * A keep-alive. From another port of its host it is the gateway after a restart or behind another NAT entry, and
   * downlinks go there at once. Another host has to wait until the old one has been silent for a while: nothing in the
   * protocol tells a gateway that moved from somebody who wants its downlinks.
   */
  pulled(way: UdpWay, version: ProtocolVersion, nowMono: bigint): PullOutcome {
    const old = this.way;
    const elsewhere = old !== undefined && old.address !== way.address;
    if (elsewhere && nowMono - this.#pulledAt! < HELD_FOR_NS) return "contested";
    this.way = way;
    this.version = version;
    this.#pulledAt = nowMono;
    return elsewhere ? "moved" : "same";
  }

  isOpen(nowMono: bigint): boolean {
    return this.#pulledAt !== undefined && nowMono - this.#pulledAt < OPEN_FOR_NS;
  }
}
