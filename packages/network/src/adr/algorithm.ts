import type { AdrSample } from "../device/adr-history.ts";

/** The device that an ADR algorithm is asked about. */
export interface AdrDevice {
  readonly devEui: string;
  readonly region: string;
  readonly macVersion: string;
  readonly regParamsRevision: string;
}

/** What an ADR algorithm may look at. */
export interface AdrRequest {
  readonly dataRate: number;
  readonly txPowerIndex: number;
  readonly nbTrans: number;
  /** Data rates and powers that may be asked for. */
  readonly minDataRate: number;
  readonly maxDataRate: number;
  readonly maxTxPowerIndex: number;
  /** What one power index more takes away. */
  readonly txPowerStepDb: number;
  /** SNR that the current data rate needs. */
  readonly requiredSnrDb: number;
  readonly installationMarginDb: number;
  /** Whose it is; absent where nobody knows. */
  readonly device?: AdrDevice;
  /** Oldest first, all at the current data rate and power, the newest uplink last. */
  readonly history: readonly AdrSample[];
}

export interface AdrDecision {
  readonly dataRate: number;
  readonly txPowerIndex: number;
  readonly nbTrans: number;
}

/** Chooses a device's data rate, power and repetitions. Pure: the same request, the same answer. */
export interface AdrAlgorithm {
  /** As profiles name it. */
  readonly id: string;
  /** One sentence for a person. */
  readonly summary: string;
  decide(request: AdrRequest): AdrDecision;
}

/** Uplinks lost among those between the first and the last sample, 0 … 1. */
export function lossRate(history: readonly AdrSample[]): number {
  const [first, last] = [history[0], history.at(-1)];
  if (!first || !last || last.fCnt <= first.fCnt) return 0;
  return 1 - (history.length - 1) / (last.fCnt - first.fCnt);
}
