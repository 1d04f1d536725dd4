import { uniform, type Random } from "@lorats/base";
import type { DeviceState } from "./device-state.ts";
import type { MacEffect } from "./mac-answers.ts";
import { isRejoinDue } from "./rejoin.ts";

type ForceRejoin = Extract<MacEffect, { kind: "force-rejoin" }>;

/** When a device of 1.1 sends its next rejoin-request, and of which type. Times are monotonic nanoseconds. */
export interface RejoinPlan {
  /** What ForceRejoinReq wants, and when. */
  readonly forced: (ForceRejoin & { readonly dueNs: bigint }) | undefined;
  /** Of a join or a rejoin-request of type 0 or 2. */
  readonly lastNs: bigint;
  /** The last rejoin-request of type 1, or the start. */
  readonly lastType1Ns: bigint;
}

interface DueRejoin {
  readonly type: 0 | 1 | 2;
  /** Absent: the session's. */
  readonly dataRate?: number;
}

export function freshRejoinPlan(nowNs: bigint): RejoinPlan {
  return { forced: undefined, lastNs: nowNs, lastType1Ns: nowNs };
}

export function forceRejoin(plan: RejoinPlan, forced: ForceRejoin, nowNs: bigint): RejoinPlan {
  return { ...plan, forced: { ...forced, dueNs: nowNs } };
}

/** After a join-accept nothing is forced any more, and periods begin anew. */
export function joinedPlan(plan: RejoinPlan, nowNs: bigint): RejoinPlan {
  return { ...plan, forced: undefined, lastNs: nowNs };
}

/**
 * The request that is due, if any.
 * @param type1EveryS with what period the device itself sends requests of type 1; absent: never
 * @see LoRaWAN L2 1.1 §5.13, §5.14, §6.2.4.2
 */
export function dueRejoin(
  { forced, lastNs, lastType1Ns }: RejoinPlan,
  state: DeviceState,
  nowNs: bigint,
  type1EveryS: number | undefined,
): DueRejoin | undefined {
  if (forced) {
    const { type, dataRate } = forced;
    return nowNs >= forced.dueNs ? { type, dataRate } : undefined;
  }
  if (isRejoinDue(state, Number(nowNs - lastNs) / 1e9)) return { type: 0 };
  const is11 = state.session?.keys.version === "1.1";
  const sinceS = Number(nowNs - lastType1Ns) / 1e9;
  return is11 && type1EveryS !== undefined && sinceS >= type1EveryS ? { type: 1 } : undefined;
}

/** The plan once a request has been sent: the next retry, as long as there are some. */
export function afterRejoin(
  plan: RejoinPlan,
  { type }: DueRejoin,
  nowNs: bigint,
  random: Random,
): RejoinPlan {
  if (type === 1) return { ...plan, lastType1Ns: nowNs };
  const { forced } = plan;
  if (!forced || forced.retries === 0) return { ...plan, forced: undefined, lastNs: nowNs };
  const pauseS = 32 * 2 ** forced.period + 32 * uniform(random);
  const dueNs = nowNs + BigInt(Math.round(pauseS * 1e9));
  return { ...plan, forced: { ...forced, retries: forced.retries - 1, dueNs }, lastNs: nowNs };
}
