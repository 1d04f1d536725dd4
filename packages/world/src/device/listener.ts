import type { Clock } from "@lorats/base";
import type { Ciphers, Region } from "@lorats/lorawan";
import type { Transmission } from "../air/transmission.ts";
import { gpsSecondsAt, hearBeacon, isBeaconLocked } from "./class-b.ts";
import type { DeviceState } from "./device-state.ts";
import { listening, type HeardAs, type ListeningState } from "./listening.ts";
import type { RadioWindow } from "./windows.ts";

/** When a device's radio is on, by its class, its windows and what it knows of the time. */
export class Listener {
  readonly deviceClass: "A" | "B" | "C";
  readonly #region: Region;
  readonly #periodicity: number;
  readonly #clock: Clock;
  readonly #ciphers: Ciphers;
  #state: ListeningState = { windows: [], time: undefined };

  /** @param periodicity in class B it listens every 2^periodicity s */
  constructor(
    device: {
      readonly region: Region;
      readonly deviceClass: "A" | "B" | "C";
      readonly periodicity: number;
    },
    clock: Clock,
    ciphers: Ciphers,
  ) {
    this.deviceClass = device.deviceClass;
    this.#region = device.region;
    this.#periodicity = device.periodicity;
    this.#clock = clock;
    this.#ciphers = ciphers;
  }

  /** Why the radio is tuned to a transmission when it begins; undefined when it is not. */
  heardAs(
    sent: Transmission,
    { session, groups }: Pick<DeviceState, "session" | "groups">,
  ): HeardAs | undefined {
    const { deviceClass } = this;
    const [region, periodicity] = [this.#region, this.#periodicity];
    const device = { region, session, groups, deviceClass, periodicity };
    return listening(device, this.#state, sent, this.#ciphers);
  }

  open(windows: readonly RadioWindow[]): void {
    this.#state = { ...this.#state, windows };
  }

  close(): void {
    this.open([]);
  }

  /** A reset: it knows nothing. */
  forget(): void {
    this.#state = { windows: [], time: undefined };
  }

  /** Learns the time from an answer to DeviceTimeReq: what GPS time it was at a moment. */
  learnTime(gpsNs: bigint, atNs: bigint): void {
    const time = { gpsMinusMonotonicNs: gpsNs - atNs, lastBeaconS: undefined };
    this.#state = { ...this.#state, time };
  }

  /** Whether a beacon was sound. */
  hearBeacon(phyPayload: Uint8Array, startNs: bigint): boolean {
    const time = hearBeacon(this.#region, phyPayload, startNs);
    if (time) this.#state = { ...this.#state, time };
    return time !== undefined;
  }

  get knowsTime(): boolean {
    return this.#state.time !== undefined;
  }

  /** Undefined while it does not know the time. */
  get gpsS(): number | undefined {
    const { time } = this.#state;
    return time && gpsSecondsAt(time, this.#clock.monotonic());
  }

  /** Class B: whether it hears beacons and listens in ping slots. */
  get isBeaconLocked(): boolean {
    return this.deviceClass === "B" && isBeaconLocked(this.#state.time, this.#clock.monotonic());
  }
}
