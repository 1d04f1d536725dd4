/**
 * A receiver's own oscillator, as far as it can be told from those of the devices.
 *
 * Gauge: where it was when the first frame came; positive when readings rise. Pilots (transmissions whose carrier is
 * known: the gateway's own downlinks and beacons) are an absolute reference and go before everything else. Without
 * them, what the frames of *different* devices show together is taken as the receiver's, whether it is the receiver,
 * the weather or both: for the next frame it makes no difference. With one device nothing is taken: the two are not
 * separable.
 */
export interface Receiver {
  readonly offsetPpm: number;
  readonly ratePpmPerHour: number;
  readonly atS: number;
  /** How much of a frame's deviation is taken as common, 0 … 0.7; it adapts. */
  readonly gain: number;
  /** The newest frame's deviation in σ and its device, to compare with the next. */
  readonly last?: { readonly device: number; readonly t: number; readonly atS: number } | undefined;
  /** Standard deviation of what devices show together, ppm. */
  readonly commonPpm: number;
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

const MIN_GAIN = 0.01;
const MAX_GAIN = 0.7;
const FIRST_GAIN = 0.02;
/** A warming dongle without TCXO moves by this at most, ppm/h. */
const MAX_RATE_PPM_PER_H = 3;
/** Deviations are compared across this at most. */
const PAIR_S = 3600;
/** Frames that the rate remembers. */
const RATE_SHARE = 0.25;
const DEVICES = 8;
/** How long a rate goes on when nothing is heard, h. */
const RATE_MEMORY_H = 0.5;
/** Pilots older than this no longer hold the gauge. */
export const PILOT_S: number = 3 * 3600;
const PILOT_STEP_PPM = 0.2;

export const NEW_RECEIVER: Receiver = {
  offsetPpm: 0,
  ratePpmPerHour: 0,
  atS: 0,
  gain: FIRST_GAIN,
  commonPpm: 0,
  devices: [],
  pilots: { count: 0, lastS: 0, basePpm: 0 },
};

/** The receiver's movement since its gauge was set, as expected now. */
export function offsetAt(receiver: Receiver, nowS: number): number {
  const hours = Math.max(0, nowS - receiver.atS) / 3600;
  return (
    receiver.offsetPpm +
    receiver.ratePpmPerHour * RATE_MEMORY_H * -Math.expm1(-hours / RATE_MEMORY_H)
  );
}

/** How a frame deviated from its device's track at this receiver. */
export interface Deviation {
  /** A hash of the device. */
  readonly device: number;
  readonly errorPpm: number;
  readonly sdPpm: number;
  readonly nowS: number;
}

/** The receiver after a frame that was taken as genuine. */
export function afterDeviation(receiver: Receiver, deviation: Deviation): Receiver {
  const { device, errorPpm, sdPpm, nowS } = deviation;
  const t = Math.max(-4, Math.min(4, errorPpm / sdPpm));
  const { last } = receiver;
  const isPair = last !== undefined && last.device !== device && nowS - last.atS < PAIR_S;
  // Deviations of different devices that agree ask for more, those that alternate for less: at the right gain they are
  // independent.
  const agreement = isPair ? Math.max(-2, Math.min(2, t * last.t)) : 0;
  const gain = Math.min(MAX_GAIN, Math.max(MIN_GAIN, receiver.gain * Math.exp(0.12 * agreement)));
  const devices = [...receiver.devices.filter((one) => one !== device), device].slice(-DEVICES);
  const moved = { ...receiver, gain, devices, last: { device, t, atS: nowS } };
  const heldByPilots = receiver.pilots.count > 1 && nowS - receiver.pilots.lastS < PILOT_S;
  const isAlone = devices.length < 2;
  if (heldByPilots || isAlone) return { ...moved, ...still(receiver, nowS) };
  const hours = Math.max(1e-4, (nowS - receiver.atS) / 3600);
  const taken = gain * t * sdPpm;
  const kept = Math.exp(-hours / RATE_MEMORY_H);
  const pushed =
    receiver.ratePpmPerHour * kept + (RATE_SHARE * gain * taken) / Math.max(hours, 1 / 60);
  return {
    ...moved,
    offsetPpm: offsetAt(receiver, nowS) + taken,
    ratePpmPerHour: Math.max(-MAX_RATE_PPM_PER_H, Math.min(MAX_RATE_PPM_PER_H, pushed)),
    atS: nowS,
    commonPpm: Math.sqrt(0.98 * receiver.commonPpm ** 2 + 0.02 * taken * taken),
  };
}

function still(
  receiver: Receiver,
  nowS: number,
): Pick<Receiver, "offsetPpm" | "ratePpmPerHour" | "atS"> {
  const hours = Math.max(0, nowS - receiver.atS) / 3600;
  return {
    offsetPpm: offsetAt(receiver, nowS),
    ratePpmPerHour: receiver.ratePpmPerHour * Math.exp(-hours / RATE_MEMORY_H),
    atS: nowS,
  };
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
  if (pilots.count === 0 || nowS - pilots.lastS > 30 * 86_400) {
    const basePpm = ppm - offsetAt(receiver, nowS);
    const set = {
      ...receiver,
      ...still(receiver, nowS),
      pilots: { count: 1, lastS: nowS, basePpm },
    };
    return { receiver: set, steppedPpm: undefined };
  }
  const expected = offsetAt(receiver, nowS);
  const errorPpm = ppm - pilots.basePpm - expected;
  const heard = { ...pilots, count: pilots.count + 1, lastS: nowS };
  if (Math.abs(errorPpm) > PILOT_STEP_PPM) {
    const confirmed =
      pilots.elsewherePpm !== undefined && Math.abs(ppm - pilots.elsewherePpm) < PILOT_STEP_PPM;
    if (!confirmed) {
      const waiting = { ...heard, elsewherePpm: ppm };
      return { receiver: { ...receiver, pilots: waiting }, steppedPpm: undefined };
    }
    const { elsewherePpm: _, ...settled } = heard;
    const offsetPpm = ppm - pilots.basePpm;
    const stepped = { ...receiver, offsetPpm, ratePpmPerHour: 0, atS: nowS, pilots: settled };
    return { receiver: stepped, steppedPpm: errorPpm };
  }
  const { elsewherePpm: _, ...settled } = heard;
  const moved = {
    ...receiver,
    ...still(receiver, nowS),
    offsetPpm: expected + 0.5 * errorPpm,
    pilots: settled,
  };
  return { receiver: moved, steppedPpm: undefined };
}
