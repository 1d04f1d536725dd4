/** How an application wants its frames judged, and what is to become of those that fail. */
export interface TrustPolicy {
  /** `flag`: publish with the verdict; `hold`: publish when cleared; `exclude`: keep out of alarms and decisions. */
  readonly action: "flag" | "hold" | "exclude";
  /** Raise an alarm on suspect and replayed frames. */
  readonly alarm: boolean;
  /** Of one device, > 0. */
  readonly falseAlarmsPerYear: number;
  /** `genuine` takes a test that would have caught an extra bias of this, ppm. */
  readonly genuineAgainstPpm: number;
  /** `fixed-500hz` is the paper's threshold, for comparison. */
  readonly mode: "track" | "fixed-500hz";
  /** Frames that a track learns from before it judges, ≥ 4. */
  readonly framesToLearn: number;
  /** Share of uplinks that are probed, 0 … 1, and how many of one device a day at most. */
  readonly probeShare: number;
  readonly probesPerDay: number;
  /** Where requests go: `rx2` bounds the delay tighter (the windows' slack), `any` is what suits the downlink. */
  readonly probeWindow: "any" | "rx2";
  /** Share of time on air that the application's probes may take downwards, 0 … 1, over an hour. */
  readonly probeDutyCycle: number;
  /** FPort of payloads in the elapsed-time format; 0: none. */
  readonly elapsedTimePort: number;
}

export const DEFAULT_POLICY: TrustPolicy = {
  action: "flag",
  alarm: true,
  falseAlarmsPerYear: 1,
  genuineAgainstPpm: 1,
  mode: "track",
  framesToLearn: 24,
  probeShare: 0.01,
  probesPerDay: 24,
  probeWindow: "any",
  probeDutyCycle: 0.001,
  elapsedTimePort: 0,
};

const YEAR_S = 365.25 * 86_400;

/** The probability of a false alarm that one frame may have, so that the year keeps to the policy. */
export function frameAlpha({ falseAlarmsPerYear }: TrustPolicy, meanIntervalS: number): number {
  const alpha = (falseAlarmsPerYear * Math.max(1, meanIntervalS)) / YEAR_S;
  return Math.min(1e-2, Math.max(1e-9, alpha));
}
