/** A slice of spectrum with its own transmit budget. */
export interface SubBand {
  /** The regulator's letter or a name. */
  readonly id: string;
  readonly lowHz: number;
  readonly highHz: number;
  /** Share of any hour that one transmitter may be on the air in this slice, 0 … 1. */
  readonly dutyCycle: number;
  readonly maxErpDbm: number;
  /** A budget on each single frequency besides, for transmissions narrower than `maxBandwidthHz`. */
  readonly channelDwell?: {
    readonly limitMs: number;
    readonly windowMs: number;
    readonly maxBandwidthHz: number;
  };
  /** Set where the figure could not be checked against the regulator's own text: ask before relying on it. */
  readonly verify?: string;
}

/** The sub-bands of one country or harmonised area. Editable data: pass your own where your licence differs. */
export interface RegulatoryProfile {
  readonly id: string;
  readonly source: string;
  readonly subBands: readonly SubBand[];
}

/** EIRP − ERP in dB: the gain of a half-wave dipole over an isotropic radiator. */
export const EIRP_OVER_ERP_DB = 2.15;

/**
 * The sub-band whose budget a transmission spends. One on the edge of two belongs to the stricter; one that reaches
 * beyond the sub-bands may not be sent (`undefined`).
 * @param bandwidthHz what it occupies around `frequencyHz`; unless given, the frequency alone decides
 */
export function findSubBand(
  profile: RegulatoryProfile,
  frequencyHz: number,
  bandwidthHz = 0,
): SubBand | undefined {
  let found: SubBand | undefined;
  for (const hz of [frequencyHz - bandwidthHz / 2, frequencyHz, frequencyHz + bandwidthHz / 2]) {
    const band = strictestAt(profile, hz);
    if (!band) return undefined;
    if (!found || band.dutyCycle < found.dutyCycle) found = band;
  }
  return found;
}

function strictestAt(profile: RegulatoryProfile, hz: number): SubBand | undefined {
  let found: SubBand | undefined;
  for (const band of profile.subBands) {
    if (hz < band.lowHz || hz > band.highHz) continue;
    if (!found || band.dutyCycle < found.dutyCycle) found = band;
  }
  return found;
}
