import type { GatewayId } from "@lorats/base";

/** How one of its usual gateways hears a device. */
export interface PathHabit {
  readonly gatewayId: GatewayId;
  /** Share of the device's frames that it hears. */
  readonly share: number;
  readonly rssiDbm: number;
  readonly rssiDb2: number;
}

/** One hearing of the frame that is judged. */
export interface Hearing {
  readonly gatewayId: GatewayId;
  readonly rssiDbm: number;
}

export interface PathEvidence {
  /** ln of the Bayes factor, elsewhere against the usual place. */
  readonly logBayes: number;
  readonly usual: number;
  readonly heardBy: number;
  /** Gateways among the hearers that are not among the usual ones. */
  readonly strangers: number;
  /** Largest deviation of a gateway's RSSI from its habit, dB. */
  readonly farthestDb: number;
}

const MAX_HABITS = 4;
const MEMORY = 50;
/** Fading and people in the way: no habit is narrower. */
const MIN_DB = 3;
/** Weather, a door, another power: all gateways together. */
const COMMON_DB = 6;
/** From somewhere else it might be anything. */
const ELSEWHERE_DB = 15;
/** A frame from elsewhere is heard by a usual gateway about so often. */
const ELSEWHERE_SHARE = 0.5;
/** Gateways, RSSI and SNR move together: as one factor they say no more than this, ln. */
const MOST = Math.log(300);
const LEAST = -Math.log(4);
const FRAMES_TO_JUDGE = 20;

/**
 * Does a frame come the way this device's frames come? Which gateways hear it and how loudly are one factor, bounded
 * on both sides, since an attacker near the gateway and a lorry in front of the antenna look alike.
 */
export function judgePath(
  habits: readonly PathHabit[],
  frames: number,
  hearings: readonly Hearing[],
): PathEvidence | undefined {
  if (frames < FRAMES_TO_JUDGE || habits.length === 0) return undefined;
  let logBayes = 0;
  const away: { readonly db: number; readonly db2: number }[] = [];
  for (const { gatewayId, share, rssiDbm, rssiDb2 } of habits) {
    const heard = hearings.find((one) => one.gatewayId === gatewayId);
    const likely = Math.min(0.98, Math.max(0.02, share));
    logBayes += heard
      ? Math.log(ELSEWHERE_SHARE / likely)
      : Math.log((1 - ELSEWHERE_SHARE) / (1 - likely));
    if (heard) away.push({ db: heard.rssiDbm - rssiDbm, db2: Math.max(rssiDb2, MIN_DB ** 2) });
  }
  if (away.length > 0) {
    const common = away.reduce((sum, { db }) => sum + db, 0) / away.length;
    logBayes += logRatio(common, COMMON_DB, ELSEWHERE_DB);
    if (away.length > 1) {
      for (const { db, db2 } of away) logBayes += logRatio(db - common, Math.sqrt(db2), 8);
    }
  }
  const usual = habits.filter(({ share }) => share > 0.3);
  return {
    logBayes: Math.max(LEAST, Math.min(MOST, logBayes)),
    usual: usual.length,
    heardBy: usual.filter(({ gatewayId }) => hearings.some((one) => one.gatewayId === gatewayId))
      .length,
    strangers: hearings.filter(
      ({ gatewayId }) => !habits.some((one) => one.gatewayId === gatewayId),
    ).length,
    farthestDb: away.reduce((far, { db }) => (Math.abs(db) > Math.abs(far) ? db : far), 0),
  };
}

/** ln of two normal densities' ratio at x: wide over narrow. */
function logRatio(x: number, narrow: number, wide: number): number {
  return Math.log(narrow / wide) + (x * x) / 2 / narrow ** 2 - (x * x) / 2 / wide ** 2;
}

/** The habits after a frame that is taken as genuine, in the precision that is stored. */
export function learnPath(
  habits: readonly PathHabit[],
  frames: number,
  hearings: readonly Hearing[],
): readonly PathHabit[] {
  const weight = 1 / Math.min(frames + 1, MEMORY);
  const next = habits.map((habit) => {
    const heard = hearings.find(({ gatewayId }) => gatewayId === habit.gatewayId);
    const share = Math.fround(habit.share + weight * ((heard ? 1 : 0) - habit.share));
    if (!heard) return { ...habit, share };
    const away = heard.rssiDbm - habit.rssiDbm;
    const pull = Math.max(weight, 0.05);
    return {
      ...habit,
      share,
      rssiDbm: Math.fround(habit.rssiDbm + pull * away),
      rssiDb2: Math.fround((1 - pull) * (habit.rssiDb2 + pull * away * away)),
    };
  });
  for (const { gatewayId, rssiDbm } of hearings) {
    if (next.some((habit) => habit.gatewayId === gatewayId)) continue;
    next.push({
      gatewayId,
      share: Math.fround(weight),
      rssiDbm: Math.fround(rssiDbm),
      rssiDb2: MIN_DB ** 2,
    });
  }
  return next.toSorted((a, b) => b.share - a.share).slice(0, MAX_HABITS);
}
