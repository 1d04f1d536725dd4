import type { Modulation as GatewayModulation } from "@lorats/backhaul";
import { EIRP_OVER_ERP_DB, type Region, findSubBand, rx2FrequencyHz } from "@lorats/lorawan";
import type { RadioState, Session } from "../device/session.ts";
import {
  type RxWindow,
  downlinkDwell,
  downlinkModulation,
  joinRx1Window,
  maxPayload,
  rx1Window,
} from "../radio/rules.ts";

/** One receive window of a device after its uplink. */
export interface Window {
  readonly name: "rx1" | "rx2" | "class-c";
  /** After the end of the uplink; 0 when the device always listens. */
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
const JOIN_DELAYS_US = [5 * S, 6 * S] as const;

/** Both windows of class A after a data frame, those that exist. */
export function dataWindows(region: Region, session: Session, uplink: UplinkPlace): Window[] {
  const { radio } = session;
  const first = radio.rx1DelayS * S;
  const rx2 = { freqHz: radio.rx2FreqHz, dataRate: radio.rx2DataRate };
  return [
    window(region, radio, "rx1", first, rx1Window(region, radio, uplink)),
    window(region, radio, "rx2", first + S, rx2),
  ].filter((found) => found !== undefined);
}

/** Where a class C device listens all the time: RX2. */
export function classCWindow(region: Region, { radio }: Session): Window | undefined {
  const rx2 = { freqHz: radio.rx2FreqHz, dataRate: radio.rx2DataRate };
  return window(region, radio, "class-c", 0, rx2);
}

export function joinWindows(region: Region, uplink: UplinkPlace, joinChannel?: number): Window[] {
  const rx2 = { freqHz: rx2FrequencyHz(region, joinChannel), dataRate: region.rx2.dataRate };
  return [
    window(region, undefined, "rx1", JOIN_DELAYS_US[0], joinRx1Window(region, uplink)),
    window(region, undefined, "rx2", JOIN_DELAYS_US[1], rx2),
  ].filter((found) => found !== undefined);
}

function window(
  region: Region,
  radio: RadioState | undefined,
  name: Window["name"],
  delayUs: number,
  place: RxWindow | undefined,
): Window | undefined {
  const modulation = place && downlinkModulation(region, place.dataRate);
  if (!place || !modulation) return undefined;
  return {
    name,
    delayUs,
    ...place,
    modulation,
    eirpDbm: downlinkEirpDbm(region, place.freqHz),
    maxMacPayload: maxPayload(region, place.dataRate, downlinkDwell(region, radio)),
  };
}

/** What a gateway may radiate there: the sub-band's limit where the law names one, else the region's. */
function downlinkEirpDbm(region: Region, freqHz: number): number {
  const [profile] = region.regulation;
  const band = profile && findSubBand(profile, freqHz);
  if (!band) return region.txPower.maxEirpDbm;
  return Math.floor(band.maxErpDbm + EIRP_OVER_ERP_DB);
}
