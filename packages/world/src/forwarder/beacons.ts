import { gpsToInstant, instantToGps, type Clock } from "@lorats/base";
import {
  beaconFrequencyHz,
  BEACON_PERIOD_S,
  beaconPeriodStartS,
  encodeBeacon,
  encodeBeaconPosition,
  type Region,
} from "@lorats/lorawan";
import { beaconLayout } from "../device/class-b.ts";
import { loraRate } from "../device/region.ts";

interface BeaconSignal {
  readonly phyPayload: Uint8Array;
  readonly freqHz: number;
  readonly sf: number;
  readonly bwHz: number;
  readonly startNs: bigint;
}

/** A beacon is handed to the transmit queue so early. */
const LEAD_MS = 500;

/** The class B beacons of a gateway with GPS: one every 128 s of GPS time. @see LoRaWAN L2 1.0.4 §13 */
export class Beacons {
  readonly #region: Region;
  readonly #info: Uint8Array;
  readonly #clock: Clock;
  readonly #send: (beacon: BeaconSignal) => void;
  #cancel: () => void = () => {};

  constructor(
    region: Region,
    position: { readonly latitudeDeg: number; readonly longitudeDeg: number },
    clock: Clock,
    send: (beacon: BeaconSignal) => void,
  ) {
    this.#region = region;
    this.#info = encodeBeaconPosition(position);
    this.#clock = clock;
    this.#send = send;
  }

  start(): void {
    const gpsNs = instantToGps(this.#clock.now());
    this.#plan(beaconPeriodStartS(gpsNs) + BEACON_PERIOD_S);
  }

  stop(): void {
    this.#cancel();
  }

  #plan(beaconS: number): void {
    const untilMs = Number(this.#utcNs(beaconS) - this.#clock.now()) / 1e6;
    if (untilMs < 50) {
      this.#plan(beaconS + BEACON_PERIOD_S);
      return;
    }
    this.#cancel = this.#clock.after(untilMs - LEAD_MS, () => {
      const startNs = this.#clock.monotonic() + (this.#utcNs(beaconS) - this.#clock.now());
      this.#send({
        phyPayload: encodeBeacon(beaconLayout(this.#region), {
          param: 0,
          time: beaconS % 2 ** 32,
          gwSpecific: { infoDesc: 0, info: this.#info },
        }),
        freqHz: beaconFrequencyHz(this.#region, beaconS),
        ...loraRate(this.#region, this.#region.classB.beacon.dataRate)!,
        startNs,
      });
      this.#plan(beaconS + BEACON_PERIOD_S);
    });
  }

  #utcNs(beaconS: number): bigint {
    return gpsToInstant(BigInt(beaconS) * 1_000_000_000n);
  }
}
