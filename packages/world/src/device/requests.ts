import type { UplinkMacCommand } from "@lorats/lorawan";
import type { DeviceState } from "./device-state.ts";

export interface ClassStanding {
  readonly deviceClass: "A" | "B" | "C";
  readonly periodicity: number;
  readonly isBeaconLocked: boolean;
  readonly knowsTime: boolean;
}

/** What a device asks of the network by itself. */
export function requestsOf(state: DeviceState, standing: ClassStanding): UplinkMacCommand[] {
  const { session, groups } = state;
  const { deviceClass, periodicity, isBeaconLocked, knowsTime } = standing;
  const requests: UplinkMacCommand[] = [];
  if (deviceClass === "C" && session?.isModeConfirmed === false) {
    requests.push({ command: "DeviceModeInd", class: "C" });
  }
  const needsTime = deviceClass === "B" || groups.length > 0;
  if (needsTime && !knowsTime) requests.push({ command: "DeviceTimeReq" });
  if (isBeaconLocked && session?.isPingSlotInfoKnown === false) {
    requests.push({ command: "PingSlotInfoReq", periodicity });
  }
  return requests;
}

/** Something besides readings: answers of packages, an acknowledgement that cannot wait, news of class B. */
export function hasMessage(
  { outbox, owesAck, session }: DeviceState,
  { deviceClass, isBeaconLocked }: ClassStanding,
): boolean {
  const isNewInB = isBeaconLocked && session?.isPingSlotInfoKnown === false;
  return outbox.length > 0 || (owesAck && deviceClass !== "A") || isNewInB;
}
