import type { LtsPilot } from "@lorats/backhaul";
import {
  type CancelTimer,
  type Clock,
  type Instant,
  gpsToInstant,
  instantToGps,
} from "@lorats/base";
import {
  BEACON_PERIOD_S,
  BEACON_SF10,
  BEACON_SF12,
  BEACON_SF9,
  type BeaconLayout,
  beaconLength,
  decodeBeacon,
} from "@lorats/lorawan";
import { ltsReport } from "../forward/lts.ts";
import type { WatchReport } from "../receiver/receiver-messages.ts";
import type { StreamContext } from "../sdr/sdr-session.ts";
import type { PilotEars } from "./downlink-pilots.ts";

export interface BeaconOptions {
  /** Where beacons are sent; one frequency, or all of a hopping plan. */
  readonly freqsHz: readonly number[];
  readonly sf: number;
  readonly bwHz: number;
  /** Whether they set the sample clock: whoever transmits one could then move it. */
  readonly trusted: boolean;
  /** Whether the computer's clock is good to a second, so that it is known when to listen. */
  readonly knowsTime: boolean;
}

const LAYOUTS: Readonly<Record<number, BeaconLayout>> = {
  9: BEACON_SF9,
  10: BEACON_SF10,
  12: BEACON_SF12,
};
/** From the period's start to the first chirp. @see LoRaWAN L2 1.1 §13.1, T_BeaconDelay */
const BEACON_DELAY_NS = 1_500_000n;
const LEAD_NS = 1_000_000_000n;
const LENGTH_NS = 2_000_000_000n;
const PERIOD_NS = BigInt(BEACON_PERIOD_S) * 1_000_000_000n;
/** Ten kilometres of way, and the transmitter's own error. */
const BEACON_SD_NS = 35_000;
const FIRST_ID = 1_000_000_000;

/** Listens for the class B beacons of neighbours, whose time and carrier are known by schedule. */
export class BeaconWatch {
  readonly #options: BeaconOptions;
  readonly #layout: BeaconLayout;
  readonly #ears: PilotEars;
  readonly #clock: Clock;
  #cancel: CancelTimer = () => {};
  #nextId = FIRST_ID;
  seen = 0;

  constructor(options: BeaconOptions, ears: PilotEars, clock: Clock) {
    this.#options = options;
    this.#layout = LAYOUTS[options.sf] ?? BEACON_SF9;
    this.#ears = ears;
    this.#clock = clock;
  }

  /** Plans the next look, and so on. */
  start(): void {
    const gpsNs = instantToGps(this.#clock.now());
    const startNs = (gpsNs / PERIOD_NS + 1n) * PERIOD_NS;
    const waitNs = this.#options.knowsTime ? startNs - gpsNs - LEAD_NS : 0n;
    const lastsNs = this.#options.knowsTime ? LEAD_NS + LENGTH_NS : PERIOD_NS + LENGTH_NS;
    this.#cancel = this.#clock.after(Math.max(0, Number(waitNs) / 1e6), () => {
      this.#look(lastsNs);
      this.#cancel = this.#clock.after(Number(lastsNs) / 1e6, () => this.start());
    });
  }

  stop(): void {
    this.#cancel();
  }

  /** The beacon in a watch's report, if it is one. */
  seenAs({ id, sightings }: WatchReport, context: StreamContext): LtsPilot | null {
    if (id < FIRST_ID) return null;
    for (const sighting of sightings) {
      const beacon = sighting.payload && decodeBeacon(this.#layout, sighting.payload);
      if (!beacon?.ok) continue;
      const report = ltsReport(sighting, context.clock, context.stream.sampleRateHz);
      if (!report) return null;
      const sentAt = this.#sentAt(beacon.value.time);
      this.seen++;
      if (this.#options.trusted)
        context.clock.observeBeacon(sighting.onsetSample, sentAt, BEACON_SD_NS);
      const { freqHz, sf, bwHz } = sighting;
      return { ...report, source: "beacon", freqHz, sf, bwHz, sentAt };
    }
    return null;
  }

  #look(lastsNs: bigint): void {
    const { freqsHz, sf, bwHz } = this.#options;
    const nowNs = this.#clock.monotonic();
    const implicit = { length: beaconLength(this.#layout), cr: 1, crc: false };
    for (const freqHz of freqsHz) {
      const order = { id: this.#nextId++, freqHz, sf, bwHz, invertIq: false, implicit };
      this.#ears.watch(order, nowNs, nowNs + lastsNs);
    }
  }

  /** Seconds since the GPS epoch come modulo 2³²: until 2116 that is no question. */
  #sentAt(gpsS: number): Instant {
    return gpsToInstant(BigInt(gpsS) * 1_000_000_000n + BEACON_DELAY_NS);
  }
}
