import { rx1DataRate, rx1FrequencyHz, rx2FrequencyHz, type Region } from "@lorats/lorawan";
import type { Transmission } from "../air/transmission.ts";
import type { DeviceSession } from "./device-state.ts";
import { loraRate } from "./region.ts";

/** A moment at which a device begins to listen; it goes on while a frame comes in. */
export interface RadioWindow {
  readonly opensNs: bigint;
  readonly freqHz: number;
  readonly sf: number;
  readonly bwHz: number;
}

const SECOND_NS = 1_000_000_000n;
const JOIN_DELAY_NS = 5n * SECOND_NS;
/** A device opens its windows this much early and late, for its clock's sake. @see LoRaMac-node, RxError */
const TOLERANCE_NS = 10_000_000n;

/** The two windows after a join- or rejoin-request. */
export function joinWindows(region: Region, sent: Transmission, dataRate: number): RadioWindow[] {
  const opensNs = sent.endNs + JOIN_DELAY_NS;
  const uplink = { frequencyHz: sent.freqHz, dataRate, join: true };
  const rx1Rate = rx1DataRate(region, dataRate, 0, region.dwell?.defaultDownlink) ?? dataRate;
  return [
    ...windowAt(region, opensNs, rx1FrequencyHz(region, uplink) ?? sent.freqHz, rx1Rate),
    ...windowAt(region, opensNs + SECOND_NS, rx2FrequencyHz(region), region.rx2.dataRate),
  ];
}

/** The two windows after a data uplink. */
export function dataWindows(
  region: Region,
  sent: Transmission,
  session: DeviceSession,
  radio: { readonly dataRate: number; readonly channel: number },
): RadioWindow[] {
  const opensNs = sent.endNs + BigInt(session.rx1DelayS) * SECOND_NS;
  const rx1Hz = session.channels[radio.channel]?.rx1FreqHz ?? sent.freqHz;
  const { rx1DrOffset, rx2FreqHz, rx2DataRate, dwell } = session;
  const rx1Rate = rx1DataRate(region, radio.dataRate, rx1DrOffset, dwell.downlink) ?? 0;
  return [
    ...windowAt(region, opensNs, rx1Hz, rx1Rate),
    ...windowAt(region, opensNs + SECOND_NS, rx2FreqHz, rx2DataRate),
  ];
}

function windowAt(
  region: Region,
  opensNs: bigint,
  freqHz: number,
  dataRate: number,
): RadioWindow[] {
  const rate = loraRate(region, dataRate);
  return rate ? [{ opensNs, freqHz, ...rate }] : [];
}

/** Whether a downlink begins in one of the windows. */
export function isInWindow(windows: readonly RadioWindow[], sent: Transmission): boolean {
  return (
    sent.invertIq &&
    windows.some(
      (window) => isTunedTo(window, sent) && distance(window.opensNs, sent.startNs) <= TOLERANCE_NS,
    )
  );
}

/** Whether a receiver that is set so would detect the frame's preamble. */
export function isTunedTo(
  { freqHz, sf, bwHz }: { readonly freqHz: number; readonly sf: number; readonly bwHz: number },
  sent: Transmission,
): boolean {
  return freqHz === sent.freqHz && sf === sent.sf && bwHz === sent.bwHz;
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}
