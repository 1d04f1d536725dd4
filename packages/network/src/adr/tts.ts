import { type AdrAlgorithm, type AdrRequest, lossRate } from "./algorithm.ts";

const DATA_RATE_STEP_DB = 2.5;
/** Kept in reserve on top while few uplinks are known. */
const UNCERTAINTY_DB = 2.5;
const FULL_HISTORY = 20;
const ENOUGH_FOR_LOSS = 10;

/**
 * The rules of The Things Stack's dynamic mode: data rate first, in steps of 2.5 dB, then power by the region's
 * step; repetitions by 5, 10 and 30 % of loss.
 * @see https://www.thethingsindustries.com/docs/reference/adr/
 */
export const TTS_ADR: AdrAlgorithm = {
  id: "tts",
  summary: "raises data rate by 2.5 dB steps, then trims power to what margin is left",
  decide(request) {
    const nbTrans = nbTransFor(request);
    const { history, maxDataRate, txPowerIndex } = request;
    const dataRate = Math.max(Math.min(request.dataRate, maxDataRate), request.minDataRate);
    if (history.length === 0) return { dataRate, txPowerIndex, nbTrans };
    const best = Math.max(...history.map(({ maxSnrDb }) => maxSnrDb));
    const unsure = history.length < FULL_HISTORY ? UNCERTAINTY_DB : 0;
    let marginDb = best - request.requiredSnrDb - request.installationMarginDb - unsure;
    const raised = Math.max(
      0,
      Math.min(maxDataRate - dataRate, Math.floor(marginDb / DATA_RATE_STEP_DB)),
    );
    marginDb -= raised * DATA_RATE_STEP_DB;
    return { dataRate: dataRate + raised, txPowerIndex: powerFor(marginDb, request), nbTrans };
  },
};

/** The lowest power that leaves no negative margin; more than now when the margin is negative already. */
function powerFor(marginDb: number, request: AdrRequest): number {
  const steps = Math.floor(marginDb / request.txPowerStepDb);
  return Math.max(0, Math.min(request.maxTxPowerIndex, request.txPowerIndex + steps));
}

function nbTransFor({ nbTrans, history }: AdrRequest): number {
  const current = Math.min(3, Math.max(1, nbTrans));
  if (history.length < ENOUGH_FOR_LOSS) return current;
  const loss = lossRate(history);
  if (loss < 0.05) return Math.max(1, current - 1);
  if (loss < 0.1) return current;
  if (loss < 0.3) return Math.min(3, current + 1);
  return 3;
}
