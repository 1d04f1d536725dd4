import { JointEstimator } from "./joint-estimator.ts";
import type { JointOptions } from "./joint-options.ts";

/** Each takes up to 300 kB, and a tenth of a millisecond to make: little beside an estimate. */
const MOST = 16;

/** Least lately used first. */
const estimators = new Map<string, JointEstimator>();

/** The estimator of these options, shared by all receivers of a thread: its scratch memory outlives no call of `estimate`. */
export function sharedEstimator(options: JointOptions): JointEstimator {
  const key = JSON.stringify(options);
  const known = estimators.get(key);
  estimators.delete(key);
  const estimator = known ?? new JointEstimator(options);
  estimators.set(key, estimator);
  if (estimators.size > MOST) estimators.delete(estimators.keys().next().value!);
  return estimator;
}
