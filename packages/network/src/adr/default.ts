import type { AdrAlgorithm, AdrRequest } from "./algorithm.ts";

/** Uplinks before losses are judged and power may rise again. */
const FULL_HISTORY = 20;

/** Repetitions by loss (rows: under 5, 10, 30 %, and above) and by the current number (1 … 3). */
const NB_TRANS = [
  [1, 1, 2],
  [1, 2, 3],
  [2, 3, 3],
  [3, 3, 3],
] as const;
const LOSS_PERCENT = [5, 10, 30] as const;

/**
 * The algorithm of ChirpStack's default: spends each 3 dB of spare margin on one data rate more, then on one step of
 * power less; takes power back, never data rate.
 * @see https://www.chirpstack.io/docs/chirpstack/features/adaptive-data-rate.html
 */
export const DEFAULT_ADR: AdrAlgorithm = {
  id: "default",
  summary: "raises data rate, then lowers power, by the best SNR of the last 20 uplinks",
  decide(request) {
    const nbTrans = nbTransFor(request);
    const best = Math.max(...request.history.map(({ maxSnrDb }) => maxSnrDb));
    const spareDb = best - request.requiredSnrDb - request.installationMarginDb;
    const steps = request.history.length === 0 ? 0 : Math.trunc(spareDb / 3);
    if (steps < 0 && request.history.length < FULL_HISTORY) {
      const { dataRate, txPowerIndex } = request;
      return { dataRate: Math.min(dataRate, request.maxDataRate), txPowerIndex, nbTrans };
    }
    return { ...spend(steps, request), nbTrans };
  },
};

function spend(steps: number, request: AdrRequest): { dataRate: number; txPowerIndex: number } {
  const { maxDataRate, minDataRate, maxTxPowerIndex } = request;
  let dataRate = Math.max(Math.min(request.dataRate, maxDataRate), minDataRate);
  let { txPowerIndex } = request;
  for (let left = steps; left > 0; left--) {
    if (dataRate < maxDataRate) dataRate++;
    else if (txPowerIndex < maxTxPowerIndex) txPowerIndex++;
  }
  for (let left = steps; left < 0; left++) if (txPowerIndex > 0) txPowerIndex--;
  return { dataRate, txPowerIndex };
}

function nbTransFor({ nbTrans, history }: AdrRequest): number {
  const current = Math.min(3, Math.max(1, nbTrans));
  if (history.length < FULL_HISTORY) return current;
  const row = LOSS_PERCENT.findIndex((percent) => lossPercent(history) < percent);
  return NB_TRANS[row === -1 ? 3 : row]![current - 1]!;
}

/** Missing counters by the number of samples, as ChirpStack counts. */
function lossPercent(history: AdrRequest["history"]): number {
  let lost = 0;
  for (let i = 1; i < history.length; i++) {
    lost += history[i]!.fCnt - history[i - 1]!.fCnt - 1;
  }
  return (lost / history.length) * 100;
}
