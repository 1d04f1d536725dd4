import { type CounterClock } from "../time/counter-clock.ts";
import { NO_SHIFTS, type ShiftBook } from "../track/common-shift.ts";
import { NO_ORPHANS, type OrphanBook } from "../orphan/orphan-book.ts";
import { NO_STRANGERS, type Strangers } from "../signals/strangers.ts";
import { NEW_RECEIVER, type Receiver } from "../track/receiver.ts";

/** Everything that trust remembers of a gateway. */
export interface GatewayTrust {
  readonly sdr: Receiver;
  readonly concentrator: Receiver;
  readonly shifts: ShiftBook;
  readonly clock?: CounterClock | undefined;
  readonly orphans: OrphanBook;
  readonly strangers: Strangers;
  /** Alarms that are raised, by code, with the time since when, s. */
  readonly raised: Readonly<Record<string, number>>;
}

export const NEW_GATEWAY: GatewayTrust = {
  sdr: NEW_RECEIVER,
  concentrator: NEW_RECEIVER,
  shifts: NO_SHIFTS,
  orphans: NO_ORPHANS,
  strangers: NO_STRANGERS,
  raised: {},
};
