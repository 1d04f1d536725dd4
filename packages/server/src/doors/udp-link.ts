import type { ProtocolVersion } from "@lorats/backhaul";

/** Keep-alives come every 5 to 10 seconds; after this long without any the way back is taken to be closed. */
const OPEN_FOR_NS = 45_000_000_000n;
const REMEMBERED_ROUND_TRIPS = 32;
/** Assumed until the first TX_ACK. */
const FIRST_ROUND_TRIP_MS = 50;

export interface UdpAddress {
  readonly address: string;
  readonly port: number;
}

/** What a door knows of one gateway's line. */
export class UdpLink {
  /** Source of the newest PULL_DATA: where downlinks go. */
  downAddress: UdpAddress | undefined;
  /** Host of the newest datagram of any kind. */
  host: string | undefined;
  version: ProtocolVersion = 2;
  gpsTiming = false;
  #pulledAt: bigint | undefined;
  /** When its being there was last passed on. */
  notedAt: bigint | undefined;
  readonly #roundTripsMs: number[] = [];

  pulled(from: UdpAddress, version: ProtocolVersion, nowMono: bigint): void {
    this.downAddress = from;
    this.version = version;
    this.#pulledAt = nowMono;
  }

  isOpen(nowMono: bigint): boolean {
    return this.#pulledAt !== undefined && nowMono - this.#pulledAt < OPEN_FOR_NS;
  }

  answered(roundTripMs: number): void {
    this.#roundTripsMs.push(roundTripMs);
    if (this.#roundTripsMs.length > REMEMBERED_ROUND_TRIPS) this.#roundTripsMs.shift();
  }

  get roundTripP90Ms(): number {
    const sorted = this.#roundTripsMs.toSorted((a, b) => a - b);
    return sorted[Math.floor(0.9 * sorted.length)] ?? FIRST_ROUND_TRIP_MS;
  }
}
