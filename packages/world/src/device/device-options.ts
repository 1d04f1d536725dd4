import type { Clock, SeededRandom } from "@lorats/base";
import type { Ciphers } from "@lorats/lorawan";
import type { Air } from "../air/air.ts";
import type { Place } from "../air/geometry.ts";
import type { Motion } from "../air/motion.ts";
import type { Crystal } from "../crystal.ts";
import type { DeviceState } from "./device-state.ts";
import type { Flash } from "./flash.ts";
import type { DeviceIdentity } from "./join.ts";
import type { MulticastGroup } from "./multicast.ts";
import type { ReadingsOptions } from "./readings.ts";

export interface VirtualDeviceOptions extends ReadingsOptions {
  readonly identity: DeviceIdentity;
  readonly place: Place;
  /** Absent: it stands still. */
  readonly motion?: Motion | undefined;
  readonly confirmed: boolean;
  readonly outdoor: boolean;
  readonly thermalLagS: number;
  /** `A` when absent. */
  readonly deviceClass?: "A" | "B" | "C";
  /** Class B: it listens every 2^periodicity s. */
  readonly pingSlotPeriodicity?: number;
  /** 1.1: with what period it sends rejoin-requests of type 1; absent: never. */
  readonly rejoin1EveryS?: number | undefined;
  /** Multicast groups that it is born with; more come over the air. */
  readonly groups?: readonly MulticastGroup[];
  /** Absent: on external power. */
  readonly batteryMah?: number | undefined;
  /** Mean time between resets, in which it forgets its session; absent: it never does. */
  readonly rebootMeanH?: number | undefined;
}

export interface VirtualDeviceParts {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly air: Air;
  readonly ciphers: Ciphers;
  readonly crystal: Crystal;
  readonly flash: Flash<DeviceState>;
  /** Told when a session begins. */
  readonly onJoined?: () => void;
  /** Takes down what the device received. */
  readonly truth?: { write(line: Readonly<Record<string, unknown>>): void };
}
