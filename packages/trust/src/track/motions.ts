/**
 * One way in which a crystal's frequency may move from frame to frame. Variances are in units of the filter's own
 * scale squared, which it learns: so a motion fixes proportions only.
 */
export interface Motion {
  /** Random walk of the level: variance an hour. */
  readonly walkPerHour: number;
  /** Standard deviation of the slope an hour; 0: no slope. */
  readonly slopePerHour: number;
  /** How long the body takes to follow the reported temperature, s; absent: temperature is not used. */
  readonly lagS?: number;
}

/** A slope is forgotten after about so long: mornings do not go on for ever. */
export const SLOPE_MEMORY_H = 6;

/**
 * From a crystal that stands still to one in the wind. Ratios lie a factor of five to thirty apart, which costs a
 * filter in between at most a few percent of its deviation; the weights of the bank choose among them.
 */
export const MOTIONS: readonly Motion[] = [
  { walkPerHour: 0.03, slopePerHour: 0 },
  { walkPerHour: 1, slopePerHour: 0 },
  { walkPerHour: 30, slopePerHour: 0 },
  { walkPerHour: 1000, slopePerHour: 0 },
  { walkPerHour: 0.03, slopePerHour: 1 },
  { walkPerHour: 0.3, slopePerHour: 5 },
  { walkPerHour: 1, slopePerHour: 25 },
  { walkPerHour: 3, slopePerHour: 125 },
  { walkPerHour: 0.3, slopePerHour: 0, lagS: 30 },
  { walkPerHour: 0.3, slopePerHour: 0, lagS: 600 },
  { walkPerHour: 0.3, slopePerHour: 0, lagS: 2400 },
];

/** The lags among the motions, in their order. */
export const LAGS_S: readonly number[] = MOTIONS.flatMap(({ lagS }) => lagS ?? []);
