import {
  dataRateIndex,
  outcomeFromStation,
  readStationContext,
  type DownlinkItem,
  type GatewayDownlink,
  type StationDataRates,
  type StationTransmitted,
  type TxOutcome,
  type TxStatus,
} from "@lorats/backhaul";
import { instantToGps, type Instant } from "@lorats/base";

/** The longest frame: 51 bytes at SF12, and what the report takes on its way. */
const AFTER_START_MS = 4_000;
/** A station tries a class C frame for a second before it gives up. */
const IMMEDIATE_MS = 2_000;

/**
 * How long the report `dntxed` may take. A station says nothing of frames that it did not send, so silence until then
 * means that this one was not.
 */
export function waitMs({ items }: GatewayDownlink, now: Instant): number {
  const last = Math.max(...items.map((item) => startsInMs(item, now)));
  return last + AFTER_START_MS;
}

function startsInMs({ timing }: DownlinkItem, now: Instant): number {
  switch (timing.kind) {
    case "delay":
      return timing.delayUs / 1000;
    case "gps":
      return Math.max(0, Number(timing.gpsNs - instantToGps(now)) / 1e6);
    case "immediately":
    case "counter":
      return IMMEDIATE_MS;
  }
}

/** The outcome of a frame that nothing was heard of. */
export function notTransmitted({ downlinkId, items }: GatewayDownlink): TxOutcome {
  const statuses = items.map((): TxStatus => "IGNORED");
  return { downlinkId, statuses, stage: "refused", reason: "not transmitted" };
}

/** The outcome of a frame that the protocol cannot say. */
export function refusedOutcome({ downlinkId, items }: GatewayDownlink, reason: string): TxOutcome {
  const statuses = items.map((): TxStatus => "UNKNOWN");
  return { downlinkId, statuses, stage: "refused", reason };
}

/** What `dntxed` says of each of the opportunities that the station was given. */
export function fateOf(
  message: StationTransmitted,
  { items }: Pick<GatewayDownlink, "items">,
  rates: StationDataRates,
): TxOutcome {
  const outcome = outcomeFromStation(message);
  if (items.length < 2) return outcome;
  const taken = Math.max(0, takenOf(message, items, rates));
  return {
    ...outcome,
    statuses: items.map((_, i): TxStatus => (i === taken ? "OK" : "IGNORED")),
  };
}

function takenOf(
  message: StationTransmitted,
  items: readonly DownlinkItem[],
  rates: StationDataRates,
): number {
  const byTime = items.findIndex((item) => isAtItsTime(message, item));
  if (byTime >= 0) return byTime;
  return items.findIndex(
    ({ freqHz, modulation }) =>
      freqHz === message.freqHz && dataRateIndex(rates, modulation) === message.dr,
  );
}

/** Windows are a second apart; half of that tells them from each other. */
const NEAR_US = 500_000n;

function isAtItsTime({ xtime }: StationTransmitted, { timing }: DownlinkItem): boolean {
  if (timing.kind !== "delay") return false;
  const context = readStationContext(timing.context);
  if (!context || xtime === 0n) return false;
  const lateUs = xtime - context.xtime - BigInt(timing.delayUs);
  return lateUs > -NEAR_US && lateUs < NEAR_US;
}
