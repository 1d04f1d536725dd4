import { normalTail } from "../statistics/tails.ts";
import { type Oscillator, carried, corrected, merged, STILL } from "./oscillator.ts";

/**
 * A receiver's own oscillator, as far as it can be told from those of the devices.
 *
 * Gauge: where it was when the first frame came; positive when readings rise. Pilots (transmissions whose carrier is
 * known: the gateway's own downlinks and beacons) are an absolute reference and go before everything else. Without
 * them, what the frames of *different* devices show together is taken as the receiver's, whether it is the receiver,
 * the weather or both: for the next frame it makes no difference. With one device nothing is taken: the two are not
 * separable.
 *
 * Two models compete: calm, and drifting at a rate that physics bounds. A step fits neither and is not followed.
 * @see Blom and Bar-Shalom, The interacting multiple model algorithm, IEEE Trans. Automatic Control 33 (1988)
 */
export interface Receiver {
  readonly calm: Oscillator;
  readonly drifting: Oscillator;
  /** Probability that it drifts. */
  readonly drift: number;
  readonly atS: number;
  /** Hash of the device that moved it last; 0: none. */
  readonly lastDevice: number;
  /** Hashes of devices that took part lately, newest last. */
  readonly devices: readonly number[];
  readonly pilots: Pilots;
}

export interface Pilots {
  readonly count: number;
  readonly lastS: number;
  /** Reading when the gauge was set, ppm. */
  readonly basePpm: number;
  /** A newest reading that lies elsewhere, to be confirmed by a second one. */
  readonly elsewherePpm?: number | undefined;
}

/** A warming dongle without TCXO moves by some 1 ppm in its first hour; a discharge of weather by less. */
const CALM = { walkPpm2PerH: 4e-5, ratePpmPerH: 0.01, mostPpm2: 0.04 } as const;
const DRIFTING = { walkPpm2PerH: 4e-4, ratePpmPerH: 0.5, mostPpm2: 1 } as const;
/** How often a drift begins, and how long one lasts, h. */
const CALM_H = 72;
const DRIFT_H = 1;
/** Beyond so many σ of the drifting receiver a frame shows something else. */
const GATE = 5;
/** Tails of a frame's deviation when models compete. */
const DOF = 8;
/** Devices that are remembered. */
const DEVICES = 8;
/** Pilots older than this no longer hold the gauge. */
export const PILOT_S: number = 3 * 3600;
const PILOT_STEP_PPM = 0.2;
/** A pilot's carrier by the concentrator's own synthesiser and reference, ppm. */
const PILOT_SD_PPM = 0.005;

export const NEW_RECEIVER: Receiver = {
  calm: STILL,
  drifting: STILL,
  drift: 0.01,
  atS: 0,
  lastDevice: 0,
  devices: [],
  pilots: { count: 0, lastS: 0, basePpm: 0 },
};

/** The receiver's movement since its gauge was set, as expected at a moment. */
export interface Movement {
  readonly meanPpm: number;
  readonly ppm2: number;
  /** Devices move it: there are several, and no pilots hold it. */
  readonly follows: boolean;
  /** Where it is if it drifts, and how likely that is. */
  readonly drift: { readonly probability: number; readonly meanPpm: number; readonly ppm2: number };
}

/** Whatever moves, moves in the devices' tracks: the receiver is not separable. */
function isAlone({ devices, pilots }: Receiver, nowS: number): boolean {
  return devices.length < 2 && !(pilots.count > 0 && nowS - pilots.lastS < PILOT_S);
}

export function movementOf(receiver: Receiver, nowS: number): Movement {
  const { calm, drifting, drift } = advanced(receiver, nowS);
  const meanPpm = calm.ppm + drift * (drifting.ppm - calm.ppm);
  if (isAlone(receiver, nowS)) {
    return { meanPpm, ppm2: 0, follows: false, drift: { probability: 0, meanPpm, ppm2: 0 } };
  }
  const spread = drift * (1 - drift) * (drifting.ppm - calm.ppm) ** 2;
  return {
    meanPpm,
    ppm2: (1 - drift) * calm.place2 + drift * drifting.place2 + spread,
    follows: !isHeldByPilots(receiver, nowS),
    drift: { probability: drift, meanPpm: drifting.ppm, ppm2: drifting.place2 },
  };
}

/**
 * How often a shift that all devices show would be taken for the receiver's own drift.
 *
 * @param sdPpm of a frame around its device's track, as in {@link Deviation}
 */
export function followShare(
  { meanPpm, ppm2, follows, drift }: Movement,
  shiftPpm: number,
  sdPpm: number,
): number {
  if (!follows) return 0;
  const driftSd = Math.sqrt(drift.ppm2 + Math.max(sdPpm ** 2 - ppm2, 1e-8));
  const away = (meanPpm + shiftPpm - drift.meanPpm) / driftSd;
  return normalTail(away - GATE) - normalTail(away + GATE);
}

export function offsetAt(receiver: Receiver, nowS: number): number {
  return movementOf(receiver, nowS).meanPpm;
}

/** Rate of the mixture, ppm/h. */
export function rateOf({ calm, drifting, drift }: Receiver): number {
  return calm.ratePpmPerH + drift * (drifting.ratePpmPerH - calm.ratePpmPerH);
}

/** Both models moved on to a moment, after what each may have become of the other. */
function advanced(receiver: Receiver, nowS: number): Models {
  const hours = receiver.atS === 0 ? 0 : Math.max(0, nowS - receiver.atS) / 3600;
  if (hours === 0) return receiver;
  const begins = -Math.expm1(-hours / CALM_H);
  const ends = -Math.expm1(-hours / DRIFT_H);
  const { calm, drifting, drift } = receiver;
  const next = (1 - drift) * begins + drift * (1 - ends);
  const wasDrifting = (drift * ends) / (1 - next);
  const wasCalm = ((1 - drift) * begins) / next;
  return {
    calm: carried(merged(calm, drifting, wasDrifting), hours, CALM),
    drifting: carried(merged(drifting, calm, wasCalm), hours, DRIFTING),
    drift: next,
  };
}

/** How a frame deviated from its device's track at this receiver. */
export interface Deviation {
  /** A hash of the device. */
  readonly device: number;
  /** From what was expected with the receiver where {@link movementOf} puts it. */
  readonly errorPpm: number;
  /** Of the frame around that, the receiver's own uncertainty included. */
  readonly sdPpm: number;
  readonly nowS: number;
}

export interface AfterDeviation {
  readonly receiver: Receiver;
  /** No drift leads there: the receiver stepped, or the frame is somebody else's. */
  readonly jumped: boolean;
}

/**
 * The receiver after a frame, whether in place or not: what no drift explains moves nothing.
 *
 * @param likeAStep it lies where frames did that jumped: what stays at a step is no drift, however much time passes
 */
export function afterDeviation(
  receiver: Receiver,
  deviation: Deviation,
  likeAStep = false,
): AfterDeviation {
  const { device, errorPpm, sdPpm, nowS } = deviation;
  const { lastDevice } = receiver;
  const devices =
    receiver.devices.at(-1) === device
      ? receiver.devices
      : [...receiver.devices.filter((one) => one !== device), device].slice(-DEVICES);
  const heard = { ...receiver, devices };
  const still = { receiver: heard, jumped: false };
  if (receiver.atS === 0) return { receiver: { ...heard, atS: nowS }, jumped: false };
  // One device after itself shows its own movement.
  if (devices.length < 2 || lastDevice === device || nowS < receiver.atS) return still;
  if (isHeldByPilots(receiver, nowS)) return still;
  // While frames jump, the receiver is not taken to wander meanwhile: it would wander to where they are.
  const jumped = { receiver: { ...heard, atS: nowS, lastDevice: device }, jumped: true };
  if (likeAStep) return jumped;
  const { meanPpm, ppm2 } = movementOf(receiver, nowS);
  const noise2 = Math.max(sdPpm ** 2 - ppm2, 1e-8);
  const now = observed(advanced(receiver, nowS), meanPpm + errorPpm, noise2);
  if (!now) return jumped;
  return { receiver: { ...heard, ...now, atS: nowS, lastDevice: device }, jumped: false };
}

type Models = Pick<Receiver, "calm" | "drifting" | "drift">;

/** Both models after the receiver was seen somewhere; undefined when not even a drift leads there. */
function observed(
  { calm, drifting, drift }: Models,
  ppm: number,
  noise2: number,
): Models | undefined {
  const [calmError, driftError] = [ppm - calm.ppm, ppm - drifting.ppm];
  const [calm2, drift2] = [calm.place2 + noise2, drifting.place2 + noise2];
  if (driftError ** 2 > GATE ** 2 * drift2) return undefined;
  const speaksFor = likelihood(driftError, drift2) * drift;
  const against = likelihood(calmError, calm2) * (1 - drift);
  return {
    calm: corrected(calm, calmError, noise2),
    drifting: corrected(drifting, driftError, noise2),
    drift: Math.min(0.999, Math.max(1e-4, speaksFor / (speaksFor + against))),
  };
}

/** Student's density but for a constant. */
function likelihood(error: number, variance: number): number {
  return (1 + (error * error) / variance / DOF) ** (-(DOF + 1) / 2) / Math.sqrt(variance);
}

function isHeldByPilots({ pilots }: Receiver, nowS: number): boolean {
  return pilots.count > 1 && nowS - pilots.lastS < PILOT_S;
}

/** The receiver put somewhere: a step that somebody vouches for. */
export function movedBy(receiver: Receiver, ppm: number): Receiver {
  const move = (one: Oscillator): Oscillator => ({ ...one, ppm: one.ppm + ppm });
  return { ...receiver, calm: move(receiver.calm), drifting: move(receiver.drifting) };
}

/**
 * The receiver after a pilot, and whether it stepped: a step is believed when two pilots in a row show it, and then
 * every device's track goes with it.
 *
 * @param ppm the pilot's carrier as the receiver measured it
 */
export function afterPilot(
  receiver: Receiver,
  ppm: number,
  nowS: number,
): { readonly receiver: Receiver; readonly steppedPpm: number | undefined } {
  const { pilots } = receiver;
  const expected = offsetAt(receiver, nowS);
  const moved = { ...receiver, ...advanced(receiver, nowS), atS: Math.max(receiver.atS, nowS) };
  if (pilots.count === 0 || nowS - pilots.lastS > 30 * 86_400) {
    const set = { ...moved, pilots: { count: 1, lastS: nowS, basePpm: ppm - expected } };
    return { receiver: set, steppedPpm: undefined };
  }
  const errorPpm = ppm - pilots.basePpm - expected;
  const { elsewherePpm, ...known } = pilots;
  const heard = { ...known, count: pilots.count + 1, lastS: nowS };
  if (Math.abs(errorPpm) > PILOT_STEP_PPM) {
    const confirmed = elsewherePpm !== undefined && Math.abs(ppm - elsewherePpm) < PILOT_STEP_PPM;
    if (!confirmed) {
      const waiting = { ...heard, elsewherePpm: ppm };
      return { receiver: { ...receiver, pilots: waiting }, steppedPpm: undefined };
    }
    return { receiver: { ...movedBy(moved, errorPpm), pilots: heard }, steppedPpm: errorPpm };
  }
  // A jump below a step that no drift explains: half of it is believed at once.
  const pilot = ppm - pilots.basePpm;
  const now = observed(moved, pilot, PILOT_SD_PPM ** 2) ?? movedBy(moved, errorPpm / 2);
  return { receiver: { ...moved, ...now, pilots: heard }, steppedPpm: undefined };
}
