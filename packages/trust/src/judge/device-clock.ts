import type { AesCipher } from "@lorats/base";
import {
  type HoppingPlace,
  type HoppingPlan,
  nearestSlot,
  placeOfSlot,
} from "../schedule/interval-hopping.ts";
import {
  type ScheduleCheck,
  type ScheduleTrack,
  beginSchedule,
  checkSchedule,
  isStrict,
  learnSchedule,
} from "../schedule/schedule-track.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import { tickUnitS } from "../time/elapsed-time.ts";
import type { Frame } from "./frame.ts";

/** A device's secret schedule, opened. */
export interface Hopping {
  readonly cipher: AesCipher;
  readonly plan: HoppingPlan;
}

/** What a frame says of its device's clock. */
export interface ClockReading {
  readonly kind: ScheduleTrack["kind"];
  /** Seconds of the device; frames where the period is learnt. */
  readonly unit: number;
  readonly place?: HoppingPlace | undefined;
  readonly check?: ScheduleCheck | undefined;
}

/** A frame that is so far from its schedule begins a new one: the device was restarted. */
const RESTART_S = 3 * 86_400;

/** Reads the device's clock off a frame: its secret schedule, its tick, or its counter; in that order. */
export function readClock(
  state: DeviceTrust,
  frame: Frame,
  hopping: Hopping | undefined,
): ClockReading | undefined {
  const reading = hopping
    ? hoppingReading(state, frame, hopping)
    : (tickReading(state, frame) ?? counterReading(state, frame));
  if (!reading) return undefined;
  const { schedule } = state;
  if (schedule?.kind !== reading.kind || reading.unit <= schedule.unit) return reading;
  const check = checkSchedule(schedule, reading.unit, frame.atS, frame.timing.sdNs / 1e9);
  return Math.abs(check.lateS) > RESTART_S ? { ...reading } : { ...reading, check };
}

function hoppingReading(
  { hopping: place, schedule }: DeviceTrust,
  { atS, elapsed }: Frame,
  { cipher, plan }: Hopping,
): ClockReading | undefined {
  const sliceS = plan.sliceMs / 1000;
  if (!place || schedule?.kind !== "hopping") {
    const slot = elapsed?.slot ?? 0;
    return { kind: "hopping", unit: 0, place: { slot, slice: 0 } };
  }
  const unit = (slice: number): number => schedule.unit + (slice - place.slice) * sliceS;
  if (elapsed?.slot !== undefined) {
    const ahead = (elapsed.slot - (place.slot & 0xffff)) & 0xffff;
    const next = placeOfSlot(cipher, plan, place, place.slot + ahead);
    return next && { kind: "hopping", unit: unit(next.slice), place: next };
  }
  const found = nearestSlot(cipher, plan, place, (atS - schedule.atS) / schedule.rate);
  return { kind: "hopping", unit: unit(found.place.slice), place: found.place };
}

function tickReading({ schedule }: DeviceTrust, { elapsed, atS }: Frame): ClockReading | undefined {
  const tick = elapsed?.tick;
  if (!tick) return undefined;
  const unitS = tickUnitS(tick);
  const nowS = tick.count * unitS;
  if (schedule?.kind !== "tick") return { kind: "tick", unit: nowS };
  const wrapS = 2 ** tick.bits * unitS;
  const turns = Math.round((schedule.unit + (atS - schedule.atS) - nowS) / wrapS);
  return { kind: "tick", unit: nowS + turns * wrapS };
}

function counterReading({ last }: DeviceTrust, { uplink }: Frame): ClockReading | undefined {
  return last && uplink.fCnt > last.fCnt ? { kind: "periodic", unit: uplink.fCnt } : undefined;
}

/** The schedule after a frame that is taken as genuine. */
export function learnClock(
  state: DeviceTrust,
  frame: Frame,
  reading: ClockReading | undefined,
): Pick<DeviceTrust, "schedule" | "hopping"> {
  const { schedule, last } = state;
  if (!reading) return { schedule, hopping: state.hopping };
  const { kind, unit, check, place } = reading;
  const { atS, timing } = frame;
  const hopping = place ?? state.hopping;
  if (schedule && check) {
    const lost =
      kind === "periodic" && !isStrict(schedule) && Math.abs(check.lateS) > 5 * check.sdS;
    if (!lost) return { schedule: learnSchedule(schedule, unit, atS, timing.sdNs / 1e9), hopping };
  }
  if (kind !== "periodic") return { schedule: beginSchedule(kind, unit, atS), hopping };
  if (!last) return { schedule, hopping };
  const periodS = (atS - last.sentS) / (unit - last.fCnt);
  if (!(periodS > 1)) return { schedule, hopping };
  return { schedule: beginSchedule(kind, unit, atS, periodS), hopping };
}
