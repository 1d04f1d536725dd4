/** Weak signals of one device: figures that decay, and which alarms they hold up. */
export interface DeviceSigns {
  /** Joins, decayed: how many a day. */
  readonly joins: number;
  readonly joinsAtS: number;
  /** Share of frames that are lost, by their counters. */
  readonly loss: number;
  /** MICs that failed under its address, decayed by the day. */
  readonly badMics: number;
  readonly badMicsAtS: number;
  /** Battery, 0 … 1, and margin, dB: now, and as they were for long. */
  readonly battery?: Trend | undefined;
  readonly margin?: Trend | undefined;
  /** Alarms that are raised, by code, with the time since when, or of what holds them up newest, s. */
  readonly raised: Readonly<Record<string, number>>;
}

/** A figure's newest place against its long mean. */
export interface Trend {
  readonly now: number;
  readonly long: number;
}

export const NO_SIGNS: DeviceSigns = {
  joins: 0,
  joinsAtS: 0,
  loss: 0,
  badMics: 0,
  badMicsAtS: 0,
  raised: {},
};
