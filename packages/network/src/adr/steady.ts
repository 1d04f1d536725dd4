import type { AdrAlgorithm, AdrDecision, AdrRequest } from "./algorithm.ts";

/** What is assumed of a link's spread before much of it was seen, dB, and how many uplinks that is worth. */
const PRIOR_SD_DB = 3;
const PRIOR_UPLINKS = 3;
/** One data rate more: halved symbols, one bit less in each. Airtime and demodulation floor. */
const AIRTIME_STEP = 1.85;
const FLOOR_STEP_DB = 2.5;
/** A repetition or a slower data rate is worth it when it saves one frame in so many, for each e-fold of airtime. */
const FRAMES_PER_AIRTIME = 20;
/** Losses beyond what the link explains are collisions; believed as those of this many uplinks more that were not. */
const COLLISION_PRIOR = 8;
/** A repetition against collisions costs all others as well: only where so many are lost. */
const REPEAT_FROM = 0.3;
const MAX_NB_TRANS = 3;
/** How much better another setting has to be, so that devices are not sent back and forth. */
const WORTH_A_COMMAND = 0.25;
/** Delivery that may be given up for less power. */
const POWER_COST = 0.004;
/** Less than so many steps of power are not worth a command of their own. */
const POWER_STEPS = 3;
/** Until then the data rate goes up only. */
const SURE_UPLINKS = 8;

/** What is known of the link, at the current data rate and full power. */
interface Link {
  readonly meanDb: number;
  /** Predictive standard deviation of the next frame. */
  readonly sdDb: number;
}

/**
 * Predicts from a link's own fading what each data rate and number of repetitions would deliver, and takes what costs
 * least airtime for it: a steady link is driven near its edge, a fading one is repeated rather than slowed down.
 * Repetitions against collisions, which cost all others, are used sparingly. Goes back as well.
 */
export const STEADY_ADR: AdrAlgorithm = {
  id: "steady",
  summary: "weighs airtime against delivery as the link's own fading and losses predict them",
  decide(request) {
    const { history } = request;
    if (history.length === 0) return settingOf(request);
    const link = linkOf(request);
    const now = settingOf(request);
    const isSure = history.length >= SURE_UPLINKS;
    let best = now;
    let bestCost = cost(request, link, now) - WORTH_A_COMMAND;
    for (let dataRate = request.minDataRate; dataRate <= request.maxDataRate; dataRate++) {
      if (!isSure && dataRate < now.dataRate) continue;
      for (let nbTrans = 1; nbTrans <= MAX_NB_TRANS; nbTrans++) {
        if (!isSure && nbTrans > now.nbTrans) continue;
        const setting = { dataRate, nbTrans, txPowerIndex: 0 };
        const its = cost(request, link, setting);
        if (its >= bestCost) continue;
        best = setting;
        bestCost = its;
      }
    }
    const nbTrans =
      collisionsOf(request, link) < REPEAT_FROM ? best.nbTrans : Math.max(2, best.nbTrans);
    return { ...best, nbTrans, txPowerIndex: quietest(request, link, best) };
  },
};

function settingOf({ dataRate, minDataRate, maxDataRate, txPowerIndex, nbTrans }: AdrRequest) {
  return {
    dataRate: Math.max(Math.min(dataRate, maxDataRate), minDataRate),
    txPowerIndex,
    nbTrans: Math.min(MAX_NB_TRANS, Math.max(1, nbTrans)),
  };
}

/** The predictive distribution of the best SNR: normal, its spread estimated from few values and a guess. */
function linkOf(request: AdrRequest): Link {
  const { history, txPowerIndex, txPowerStepDb } = request;
  const n = history.length;
  const mean = history.reduce((sum, { maxSnrDb }) => sum + maxSnrDb, 0) / n;
  const squares = history.reduce((sum, { maxSnrDb }) => sum + (maxSnrDb - mean) ** 2, 0);
  const variance = (PRIOR_UPLINKS * PRIOR_SD_DB ** 2 + squares) / (PRIOR_UPLINKS + n - 1);
  return {
    meanDb: mean + txPowerIndex * txPowerStepDb,
    sdDb: Math.sqrt(variance * (1 + 1 / n)),
  };
}

/** Share of transmissions that were lost although they were strong enough. */
function collisionsOf(request: AdrRequest, link: Link): number {
  const { history } = request;
  const sent = history.at(-1)!.fCnt - history[0]!.fCnt;
  if (sent <= 0) return 0;
  const setting = settingOf(request);
  const lost = (sent - (history.length - 1)) / (sent + COLLISION_PRIOR);
  const each = lost ** (1 / setting.nbTrans);
  return 1 - (1 - each) / Math.max(reach(request, link, setting), 0.05);
}

/** Probability that a transmission is strong enough. */
function reach(request: AdrRequest, { meanDb, sdDb }: Link, setting: AdrDecision): number {
  const floorDb = request.requiredSnrDb + (setting.dataRate - request.dataRate) * FLOOR_STEP_DB;
  const snrDb = meanDb - setting.txPowerIndex * request.txPowerStepDb;
  return normal((snrDb - floorDb) / sdDb);
}

/** Probability that at least one transmission of a frame is strong enough. */
function delivery(request: AdrRequest, link: Link, setting: AdrDecision): number {
  return 1 - (1 - reach(request, link, setting)) ** setting.nbTrans;
}

/** Airtime against lost frames, both as logarithms. */
function cost(request: AdrRequest, link: Link, setting: AdrDecision): number {
  const airtime = Math.log(setting.nbTrans) - setting.dataRate * Math.log(AIRTIME_STEP);
  return airtime - FRAMES_PER_AIRTIME * Math.log(Math.max(1e-6, delivery(request, link, setting)));
}

/** The lowest power that gives up next to nothing; the present one while it is about right. */
function quietest(request: AdrRequest, link: Link, setting: AdrDecision): number {
  const full = delivery(request, link, { ...setting, txPowerIndex: 0 });
  const givenUp = (txPowerIndex: number): number =>
    full - delivery(request, link, { ...setting, txPowerIndex });
  let quiet = request.maxTxPowerIndex;
  while (quiet > 0 && givenUp(quiet) > POWER_COST) quiet--;
  const { txPowerIndex: now } = request;
  const isAboutRight = quiet - now < POWER_STEPS && givenUp(now) <= 2 * POWER_COST;
  return isAboutRight ? now : quiet;
}

/** Cumulative standard normal. @see Abramowitz and Stegun, 26.2.17 */
function normal(z: number): number {
  if (z < 0) return 1 - normal(-z);
  const t = 1 / (1 + 0.231_641_9 * z);
  const tail =
    t *
    (0.319_381_53 +
      t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
