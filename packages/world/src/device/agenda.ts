/** How a device stands when it wakes. */
export interface Situation {
  readonly isBatteryEmpty: boolean;
  /** Until the duty cycle allows a frame, s; not positive: now. */
  readonly dutyWaitS: number;
  readonly isJoined: boolean;
  readonly isRejoinDue: boolean;
  /** A frame has to be sent again. */
  readonly isRepeatDue: boolean;
  /** Something besides readings waits to be said. */
  readonly hasMessage: boolean;
  /** Until the next reading or slot, s; not positive: now. */
  readonly readingWaitS: number;
}

export type Act =
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "sleep" | "join" | "rejoin" | "repeat" | "message" | "reading" };

/** A timer may fire a moment early. */
const SLACK_S = 0.05;

/** What comes first when a device wakes: the law, then the network, then what it has to say. */
export function nextAct(situation: Situation): Act {
  const { dutyWaitS, readingWaitS } = situation;
  if (situation.isBatteryEmpty) return { kind: "sleep" };
  if (dutyWaitS > 0) return { kind: "wait", seconds: dutyWaitS + SLACK_S };
  if (!situation.isJoined) return { kind: "join" };
  if (situation.isRejoinDue) return { kind: "rejoin" };
  if (situation.isRepeatDue) return { kind: "repeat" };
  if (situation.hasMessage) return { kind: "message" };
  return readingWaitS > 0 ? { kind: "wait", seconds: readingWaitS } : { kind: "reading" };
}
