import type { Modulation as GatewayModulation } from "@lorats/backhaul";
import { EIRP_OVER_ERP_DB, type Region, findSubBand, rx2FrequencyHz } from "@lorats/lorawan";
import type { RadioState, Session } from "../device/session.ts";
import {
  type RxWindow,
  bandwidthOf,
  downlinkDwell,
  downlinkModulation,
  joinChannel,
  joinRx1Window,
  maxPayload,
  rx1Window,
} from "../radio/rules.ts";

/** One receive window of a device after its uplink. */
export interface Window {
  readonly name: "rx1" | "rx2" | "class-b" | "class-c";
  /** After the end of the uplink; 0 when no uplink sets the time. */
  readonly delayUs: number;
  readonly freqHz: number;
  readonly dataRate: number;
  readonly modulation: GatewayModulation;
  readonly eirpDbm: number;
  /** Largest MACPayload, bytes. */
  readonly maxMacPayload: number;
}

interface UplinkPlace {
  readonly freqHz: number;
  readonly dataRate: number;
}

const S = 1_000_000;
/** JOIN_ACCEPT_DELAY1 and 2. @see LoRaWAN L2 1.0.4 §6.2.6 */
export const JOIN_DELAYS_US: readonly [first: number, second: number] = [5 * S, 6 * S];

/** Both windows of class A after a data frame, those that exist. */
export function dataWindows(region: Region, session: Session, uplink: UplinkPlace): Window[] {
  const first = session.radio.rx1DelayS * S;
  return windowPair(region, session, uplink, [first, first + S]);
}

function windowPair(
  region: Region,
  { radio }: Session,
  uplink: UplinkPlace,
  [firstUs, secondUs]: readonly [number, number],
): Window[] {
  const rx2 = { freqHz: radio.rx2FreqHz, dataRate: radio.rx2DataRate };
  return [
    window(region, radio, "rx1", firstUs, rx1Window(region, radio, uplink)),
    window(region, radio, "rx2", secondUs, rx2),
  ].filter((found) => found !== undefined);
}

/** Where a class C device listens all the time: RX2. */
export function classCWindow(region: Region, { radio }: Session): Window | undefined {
  const rx2 = { freqHz: radio.rx2FreqHz, dataRate: radio.rx2DataRate };
  return window(region, radio, "class-c", 0, rx2);
}

/** Where a device listens for the answer to a rejoin-request that keeps its radio parameters until then. */
export function rejoinWindows(region: Region, session: Session, uplink: UplinkPlace): Window[] {
  return windowPair(region, session, uplink, JOIN_DELAYS_US);
}

/** A ping slot, wherever it is in time. */
export function pingSlotWindow(region: Region, place: RxWindow): Window | undefined {
  return window(region, undefined, "class-b", 0, place);
}

/** Where the members of a multicast group of class C listen. */
export function multicastWindow(region: Region, place: RxWindow): Window | undefined {
  return window(region, undefined, "class-c", 0, place);
}

/** Where a device listens for its join-accept. */
export function joinWindows(region: Region, uplink: UplinkPlace): Window[] {
  const rx2FreqHz = rx2FrequencyHz(region, joinChannel(region, uplink));
  const rx2 = { freqHz: rx2FreqHz, dataRate: region.rx2.dataRate };
  return [
    window(region, undefined, "rx1", JOIN_DELAYS_US[0], joinRx1Window(region, uplink)),
    window(region, undefined, "rx2", JOIN_DELAYS_US[1], rx2),
  ].filter((found) => found !== undefined);
}

/** Windows by where and when they are: a network has few different ones, and every uplink asks for two. */
const made = new WeakMap<Region, Map<string, Window | undefined>>();
const MOST_MADE = 10_000;

function window(
  region: Region,
  radio: RadioState | undefined,
  name: Window["name"],
  delayUs: number,
  place: RxWindow | undefined,
): Window | undefined {
  if (!place) return undefined;
  const dwell = downlinkDwell(region, radio);
  const key = `${name} ${delayUs} ${place.freqHz} ${place.dataRate} ${dwell}`;
  let known = made.get(region);
  if (!known || known.size > MOST_MADE) made.set(region, (known = new Map()));
  if (known.has(key)) return known.get(key);
  const window = makeWindow(region, name, delayUs, place, dwell);
  known.set(key, window);
  return window;
}

function makeWindow(
  region: Region,
  name: Window["name"],
  delayUs: number,
  place: RxWindow,
  dwell: boolean,
): Window | undefined {
  const modulation = downlinkModulation(region, place.dataRate);
  return (
    modulation && {
      name,
      delayUs,
      ...place,
      modulation,
      eirpDbm: downlinkLimitDbm(region, place.freqHz, bandwidthOf(modulation)),
      maxMacPayload: maxPayload(region, place.dataRate, dwell),
    }
  );
}

/** The window with no more than what takes 400 ms, which the law may ask of gateways whatever the device was told by then. */
export function withinDwell(region: Region, window: Window): Window {
  const most = maxPayload(region, window.dataRate, true);
  return most < window.maxMacPayload ? { ...window, maxMacPayload: most } : window;
}

/** What a gateway may radiate there: the sub-band's limit where the law names one, else the region's. */
export function downlinkLimitDbm(region: Region, freqHz: number, bandwidthHz: number): number {
  const [profile] = region.regulation;
  const band = profile && findSubBand(profile, freqHz, bandwidthHz);
  if (!band) return region.txPower.maxEirpDbm;
  return Math.floor(band.maxErpDbm + EIRP_OVER_ERP_DB);
}
