import type { Clock } from "@lorats/base";
import { type Ciphers, type Region, getRegion } from "@lorats/lorawan";
import {
  type Attempt,
  type TimedWindow,
  immediateAttempts,
  slotAttempts,
} from "../downlink/attempts.ts";
import type { DownlinkPath } from "../downlink/paths.ts";
import { pingSlots } from "../downlink/ping-slots.ts";
import { type Window, multicastWindow } from "../downlink/windows.ts";
import type { MulticastGroup } from "../registry/multicast-group.ts";

/** Ping slots that a gateway may choose from before it is passed over. */
const SLOTS_TRIED = 4;
/** How far a ping slot has to be off to be worth trying. */
const SLOT_LEAD_NS = 250_000_000n;

/** Where a group listens, and how a gateway gets there. */
export interface GroupWindow {
  readonly region: Region;
  readonly window: Window;
  readonly attemptsOver: (path: DownlinkPath) => Attempt[];
}

/** Nothing where the region has no such data rate for downlinks. */
export function groupWindow(
  ciphers: Ciphers,
  clock: Clock,
  group: MulticastGroup,
): GroupWindow | undefined {
  const region = getRegion(group.region);
  const { dataRate, freqHz } = group;
  if (group.groupClass === "C") {
    const window = multicastWindow(region, { dataRate, freqHz });
    if (!window) return undefined;
    const attemptsOver = (path: DownlinkPath): Attempt[] =>
      immediateAttempts(window, [path], clock.monotonic());
    return { region, window, attemptsOver };
  }
  const slots = slotsOf(ciphers, clock, region, group);
  const window = slots[0]?.window;
  if (!window) return undefined;
  return { region, window, attemptsOver: (path) => slotAttempts(slots, [path]) };
}

function slotsOf(
  ciphers: Ciphers,
  clock: Clock,
  region: Region,
  { mcAddr, pingSlotPeriodicity: periodicity, dataRate, freqHz }: MulticastGroup,
): TimedWindow[] {
  const plan = { devAddr: mcAddr, periodicity, dataRate, freqHz };
  const from = { mono: clock.monotonic() + SLOT_LEAD_NS, count: SLOTS_TRIED };
  return pingSlots(ciphers, clock, region, plan, from);
}
