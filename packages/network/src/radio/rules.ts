import type { Modulation as GatewayModulation } from "@lorats/backhaul";
import {
  type LrFhssModulation,
  type Modulation,
  type Region,
  type SpreadingFactor,
  type LoraBandwidthHz,
  dataRateOf,
  findDataRate,
  loraTimeOnAirMs,
  maxMacPayload,
  rx1DataRate,
  rx1FrequencyHz,
} from "@lorats/lorawan";
import { inRanges } from "../device/ranges.ts";
import type { RadioState } from "../device/session.ts";

/** Occupied channel widths as LoRaWAN names them; gateways report the exact ones. */
const OCW_HZ: readonly LrFhssModulation["ocwHz"][] = [137_000, 336_000, 1_523_000];

function regionModulation(modulation: GatewayModulation): Modulation | undefined {
  switch (modulation.kind) {
    case "lora": {
      const { sf, bwHz } = modulation;
      return { modulation: "lora", sf: sf as SpreadingFactor, bwHz: bwHz as LoraBandwidthHz };
    }
    case "fsk":
      return { modulation: "fsk", bitrateBps: modulation.bitrateBps };
    case "lr-fhss": {
      const ocwHz = OCW_HZ.find((width) => Math.abs(width - modulation.ocwHz) < 2000);
      const codingRate = modulation.codingRate === "4/6" ? "2/3" : "1/3";
      return ocwHz && { modulation: "lr-fhss", codingRate, ocwHz };
    }
  }
}

/** The index of an uplink's data rate, or `undefined` when the region has no such modulation. */
export function uplinkDataRate(region: Region, modulation: GatewayModulation): number | undefined {
  const named = regionModulation(modulation);
  return named && findDataRate(region, named, "up");
}

/** A downlink data rate as gateways want it, or `undefined` where none can send it. */
export function downlinkModulation(
  region: Region,
  dataRate: number,
): GatewayModulation | undefined {
  const rate = dataRateOf(region, dataRate);
  if (!rate || rate.direction === "up") return undefined;
  switch (rate.modulation.modulation) {
    case "lora": {
      const { sf, bwHz } = rate.modulation;
      // The 2.4 GHz band uses 4/8 with the long interleaver.
      return { kind: "lora", sf, bwHz, cr: bwHz === 812_500 ? 7 : 1 };
    }
    case "fsk":
      return { kind: "fsk", bitrateBps: rate.modulation.bitrateBps, deviationHz: 25_000 };
    case "lr-fhss":
      return undefined;
  }
}

/** Carson: 50 kbit/s with 25 kHz deviation. @see RP002-1.0.4 §2.4 */
const FSK_BANDWIDTH_HZ = 100_000;

/** What a downlink occupies around its frequency, Hz. */
export function bandwidthOf(modulation: GatewayModulation): number {
  switch (modulation.kind) {
    case "lora":
      return modulation.bwHz;
    case "fsk":
      return FSK_BANDWIDTH_HZ;
    case "lr-fhss":
      return modulation.ocwHz;
  }
}

/** FSK frames: preamble 5, sync word 3, length 1 and CRC 2 bytes around the PHYPayload. */
const FSK_OVERHEAD_BYTES = 11;

/** How long a frame is on the air, nanoseconds; an estimate from the lowest rate for LR-FHSS. */
export function airtimeNs(
  modulation: GatewayModulation,
  phyBytes: number,
  withCrc: boolean,
): number {
  switch (modulation.kind) {
    case "lora": {
      const { sf, bwHz, cr } = modulation;
      const codingRate = (cr >= 1 && cr <= 4 ? cr : cr === 7 ? 4 : 1) as 1 | 2 | 3 | 4;
      const spreading = sf as SpreadingFactor;
      const ms = loraTimeOnAirMs({ sf: spreading, bwHz, phyBytes, codingRate, crc: withCrc });
      return Math.round(ms * 1e6);
    }
    case "fsk":
      return Math.round(((phyBytes + FSK_OVERHEAD_BYTES) * 8e9) / modulation.bitrateBps);
    case "lr-fhss":
      return lrFhssAirtimeNs(phyBytes, modulation.codingRate);
  }
}

/** Header replicas of 233.472 ms each and payload fragments of 102.4 ms (48 bits). @see RP002-1.0.4 §2.6 */
function lrFhssAirtimeNs(phyBytes: number, codingRate: string): number {
  const robust = codingRate !== "4/6";
  const headers = robust ? 3 : 2;
  const codedBits = ((phyBytes + 2) * 8 + 6) * (robust ? 3 : 1.5);
  return Math.round(headers * 233.472e6 + Math.ceil(codedBits / 48) * 102.4e6);
}

export interface Channel {
  readonly index: number;
  readonly freqHz: number;
  readonly minDataRate: number;
  readonly maxDataRate: number;
}

const ownChannels = new WeakMap<Region, readonly Channel[]>();

function channelsOf(region: Region): readonly Channel[] {
  let own = ownChannels.get(region);
  if (!own) {
    own = region.channels.map(({ index, frequencyHz, minDataRate, maxDataRate }) => ({
      index,
      freqHz: frequencyHz,
      minDataRate,
      maxDataRate,
    }));
    ownChannels.set(region, own);
  }
  return own;
}

/** Every channel that a device knows: the region's own and those it was given. */
export function knownChannels(
  region: Region,
  { extraChannels }: Pick<RadioState, "extraChannels">,
): readonly Channel[] {
  const own = channelsOf(region);
  return extraChannels.length === 0 ? own : [...own, ...extraChannels];
}

/** Indices of the channels that the device uses. */
export function enabledChannels(
  region: Region,
  radio: Pick<RadioState, "extraChannels" | "enabled">,
): number[] {
  const known = knownChannels(region, radio).map(({ index }) => index);
  const { enabled } = radio;
  return enabled ? known.filter((index) => inRanges(enabled, index)) : known;
}

/** The channel of an uplink; a 500 kHz channel of a fixed plan may lie on a 125 kHz one's frequency. */
export function uplinkChannel(
  region: Region,
  radio: Pick<RadioState, "extraChannels">,
  freqHz: number,
  dataRate: number,
): Channel | undefined {
  return knownChannels(region, radio).find(
    (channel) =>
      Math.abs(channel.freqHz - freqHz) < 1000 &&
      dataRate >= channel.minDataRate &&
      dataRate <= channel.maxDataRate,
  );
}

/** The channel of a join-request, which some plans let say where devices listen from then on. */
export function joinChannel(
  region: Region,
  uplink: { readonly freqHz: number; readonly dataRate: number },
): number | undefined {
  return uplinkChannel(region, { extraChannels: [] }, uplink.freqHz, uplink.dataRate)?.index;
}

export interface RxWindow {
  readonly freqHz: number;
  readonly dataRate: number;
}

/** The largest MACPayload (FHDR, FPort and FRMPayload) of a data rate, bytes. */
export function maxPayload(region: Region, dataRate: number, dwell: boolean): number {
  return maxMacPayload(region, dataRate, { dwell });
}

/** Whether the region limits the length of this device's downlinks. */
export function downlinkDwell(region: Region, radio: RadioState | undefined): boolean {
  return radio?.txParams?.downlinkDwell ?? region.dwell?.defaultDownlink ?? false;
}

/** Where the device listens in RX1 after an uplink. */
export function rx1Window(
  region: Region,
  radio: RadioState,
  uplink: { readonly freqHz: number; readonly dataRate: number },
): RxWindow | undefined {
  const dwell = downlinkDwell(region, radio);
  const dataRate = rx1DataRate(region, uplink.dataRate, radio.rx1DrOffset, dwell);
  if (dataRate === undefined) return undefined;
  const channel = uplinkChannel(region, radio, uplink.freqHz, uplink.dataRate);
  const frequencyHz = channel?.freqHz ?? uplink.freqHz;
  const moved = channel && radio.rx1FreqHz?.[channel.index];
  const freqHz = moved ?? rx1FrequencyHz(region, { frequencyHz, dataRate: uplink.dataRate });
  return freqHz === undefined ? undefined : { dataRate, freqHz };
}

/** Where a device listens in RX1 for the answer to its join-request. */
export function joinRx1Window(
  region: Region,
  uplink: { readonly freqHz: number; readonly dataRate: number },
): RxWindow | undefined {
  const dataRate = rx1DataRate(region, uplink.dataRate, 0, downlinkDwell(region, undefined));
  const freqHz = rx1FrequencyHz(region, {
    frequencyHz: uplink.freqHz,
    dataRate: uplink.dataRate,
    join: true,
  });
  return dataRate === undefined || freqHz === undefined ? undefined : { dataRate, freqHz };
}

/** SNR below which a LoRa frame is not demodulated, dB, by spreading factor. @see SX1276 datasheet rev. 7 table 13 */
const DEMODULATION_FLOOR_DB: Readonly<Record<number, number>> = {
  5: -2.5,
  6: -5,
  7: -7.5,
  8: -10,
  9: -12.5,
  10: -15,
  11: -17.5,
  12: -20,
};

/** 0 for what is not LoRa. */
export function requiredSnrDb(region: Region, dataRate: number): number {
  const rate = dataRateOf(region, dataRate)?.modulation;
  return rate?.modulation === "lora" ? DEMODULATION_FLOOR_DB[rate.sf]! : 0;
}
