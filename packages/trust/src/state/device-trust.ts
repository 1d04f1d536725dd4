import type { BiasTrack } from "../track/bias-track.ts";
import type { ArrivalHabit } from "../path/arrival-habit.ts";
import type { PathHabit } from "../path/path-habit.ts";
import { NO_PROBES, type ProbeTrack } from "../probe/probe-track.ts";
import type { HoppingPlace } from "../schedule/interval-hopping.ts";
import type { ScheduleTrack } from "../schedule/schedule-track.ts";
import type { DevicePlace } from "../time/device-place.ts";
import { NO_HABIT, type Habit } from "../track/habit.ts";
import { NO_SIGNS, type DeviceSigns } from "../signals/device-signs.ts";

/** Everything that trust remembers of a device. Below 1 kB as stored. */
export interface DeviceTrust {
  readonly track?: BiasTrack | undefined;
  /** Carrier against symbol clock, and drift within a frame. */
  readonly clock: Habit;
  readonly drift: Habit;
  readonly path: readonly PathHabit[];
  /** Frames that the path was learnt from since the device last changed how it sends, and its spreading factor since then. */
  readonly pathFrames: number;
  readonly pathSf: number;
  readonly arrivals: readonly ArrivalHabit[];
  /** Where it was last. */
  readonly place?: DevicePlace | undefined;
  readonly schedule?: ScheduleTrack | undefined;
  readonly hopping?: HoppingPlace | undefined;
  readonly probes: ProbeTrack;
  readonly signs: DeviceSigns;
  /** Frames that habits were learnt from. */
  readonly frames: number;
  /** Newest frame. */
  readonly last?: LastFrame | undefined;
  readonly meanIntervalS: number;
  /** The device joined since its newest frame: what comes may be another device inside. */
  readonly joined: boolean;
  /** ln of the Bayes factor that frames before this one were held back, by their orphans; it fades with every one that was not. */
  readonly heldBack: number;
  /** It sends frames more than once (NbTrans, confirmed). */
  readonly repeats: boolean;
  /** Somebody stands by until then: everything is genuine, s. */
  readonly attackFreeUntilS: number;
}

export interface LastFrame {
  readonly deduplicationId: string;
  readonly fCnt: number;
  /** When it was sent, s since the epoch. */
  readonly sentS: number;
  /** Bias on the track's gauge, ppm; absent without. */
  readonly ppm?: number | undefined;
}

export const NEW_DEVICE: DeviceTrust = {
  clock: NO_HABIT,
  drift: NO_HABIT,
  path: [],
  pathFrames: 0,
  pathSf: 0,
  arrivals: [],
  probes: NO_PROBES,
  signs: NO_SIGNS,
  frames: 0,
  meanIntervalS: 600,
  joined: false,
  heldBack: 0,
  repeats: false,
  attackFreeUntilS: 0,
};
