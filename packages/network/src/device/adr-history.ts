/** One uplink as ADR looks back on it. */
export interface AdrSample {
  readonly fCnt: number;
  readonly maxSnrDb: number;
  readonly dataRate: number;
  readonly txPowerIndex: number;
  readonly gatewayCount: number;
}

/**
 * The newest uplinks at one data rate and power, oldest first: counter, best SNR in dB and number of gateways of
 * each in turn. In one array since twenty objects would be most of what a device takes in memory.
 */
export interface AdrHistory {
  readonly dataRate: number;
  readonly txPowerIndex: number;
  readonly uplinks: readonly number[];
}

export const NO_ADR_HISTORY: AdrHistory = { dataRate: 0, txPowerIndex: 0, uplinks: [] };

/** Uplinks that ADR looks back on. */
const LENGTH = 20;
const FIELDS = 3;

/** The history with one more uplink; begun anew when data rate or power changed. */
export function addToHistory(history: AdrHistory, sample: AdrSample): AdrHistory {
  const { dataRate, txPowerIndex, fCnt, maxSnrDb, gatewayCount } = sample;
  const same = history.dataRate === dataRate && history.txPowerIndex === txPowerIndex;
  const before = same ? history.uplinks.slice(-FIELDS * (LENGTH - 1)) : [];
  return { dataRate, txPowerIndex, uplinks: [...before, fCnt, maxSnrDb, gatewayCount] };
}

export function samplesOf({ dataRate, txPowerIndex, uplinks }: AdrHistory): AdrSample[] {
  return Array.from({ length: uplinks.length / FIELDS }, (_, i) => ({
    fCnt: uplinks[FIELDS * i]!,
    maxSnrDb: uplinks[FIELDS * i + 1]!,
    gatewayCount: uplinks[FIELDS * i + 2]!,
    dataRate,
    txPowerIndex,
  }));
}
