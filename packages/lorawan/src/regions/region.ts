import type { DataRate } from "./data-rate.ts";
import type { RegulatoryProfile } from "./sub-band.ts";

/** Editions of the LoRaWAN Regional Parameters whose tables differ, oldest first. */
export const REGIONAL_REVISIONS = [
  "TS001-1.0",
  "TS001-1.0.1",
  "RP001-1.0.2",
  "RP001-1.0.2-B",
  "RP001-1.0.3-A",
  "RP001-1.1-A",
  "RP001-1.1-B",
  "RP002-1.0.0",
  "RP002-1.0.1",
  "RP002-1.0.2",
  "RP002-1.0.3",
  "RP002-1.0.4",
] as const;
export type RegionalRevision = (typeof REGIONAL_REVISIONS)[number];

/** The edition that the tables state unless a region's `earlier` says otherwise. */
export const CURRENT_REVISION: RegionalRevision = "RP002-1.0.4";

/** A channel that a device may transmit on, as LinkADRReq's mask numbers it. */
export interface UplinkChannel {
  readonly index: number;
  readonly frequencyHz: number;
  readonly minDataRate: number;
  readonly maxDataRate: number;
}

/**
 * Evenly spaced frequencies: `firstHz + n · stepHz` for `n` in 0 … `count − 1`.
 * A `count` of 1 is a fixed frequency.
 */
export interface FrequencyGrid {
  readonly firstHz: number;
  readonly stepHz: number;
  readonly count: number;
  /** Added once for each place that the device's join channel has in `join.channels` (CN470 with 20 MHz antennas). */
  readonly perJoinChannelHz?: number;
}

/**
 * What a value of LinkADRReq's ChMaskCntl makes of the 16-bit ChMask. Values without an entry are RFU.
 * - `bank`: the mask's bits switch channels `first` … `first + 15` (or as many as `count`)
 * - `all`: every defined channel `on` or off, the mask is ignored
 * - `all-125`: every 125 kHz channel `on` or off; the mask's bits switch channels 64 … 71
 * - `banks-of-8`: bit *n* switches channels 8n … 8n+7 and, with them, the 500 kHz channel 64+n
 */
export type MaskMeaning =
  | { readonly kind: "bank"; readonly first: number; readonly count: number }
  | { readonly kind: "all"; readonly on: boolean }
  | { readonly kind: "all-125"; readonly on: boolean }
  | { readonly kind: "banks-of-8" };

export interface Rx1Rules {
  /** `[uplink data rate][RX1DROffset]` → downlink data rate; an empty row: no such uplink data rate. */
  readonly dataRates: readonly (readonly number[])[];
  /** The same table while DownlinkDwellTime is on. */
  readonly dataRatesUnderDwell?: readonly (readonly number[])[];
  /** Where RX1 listens: on the uplink's frequency, or on grid entry `uplink channel mod count`. */
  readonly frequency: "uplink" | FrequencyGrid;
}

export interface JoinRules {
  readonly dataRates: readonly [min: number, max: number];
  /** The channels that join-requests may use; all of the plan where it is absent. */
  readonly channels?: readonly number[];
  /** Where RX1 of a join-accept listens, if not where RX1 of data listens. */
  readonly rx1HzOverride?: number;
  /** The place in `channels` that a device activated by personalisation assumes. */
  readonly personalisedPlace?: number;
}

export interface TxPowerTable {
  /** EIRP of TXPower index 0 unless TxParamSetupReq or the country says otherwise. */
  readonly maxEirpDbm: number;
  /** What each TXPower index adds to the maximum, in dB; indices beyond are reserved. */
  readonly offsetsDb: readonly number[];
}

export interface ClassBRules {
  readonly beacon: {
    readonly dataRate: number;
    readonly frequency: FrequencyGrid;
    /** Bytes of the two RFU fields that pad the beacon: before Param and Time, and after GwSpecific. */
    readonly rfuBytes: readonly [first: number, second: number];
  };
  readonly pingSlot: { readonly dataRate: number; readonly frequency: FrequencyGrid };
}

/** Whether a limit on the length of one transmission applies, and who switches it. */
export interface DwellRules {
  readonly limitMs: number;
  /** `configurable`: by TxParamSetupReq; the defaults hold until the first such command. */
  readonly uplink: "always" | "configurable";
  readonly downlink: "always" | "never" | "configurable";
  readonly defaultUplink: boolean;
  readonly defaultDownlink: boolean;
}

/**
 * Everything a device and a network server must agree on about one channel plan. Data only: the rules that read it are
 * the functions beside this file, so that a new region is one more file of figures.
 */
export interface Region {
  /** Such as `EU868`. */
  readonly id: string;
  /** The specification's own name, such as `EU863-870`. */
  readonly name: string;
  /** The clause that the tables come from. */
  readonly source: string;
  /** `dynamic`: the network defines channels by NewChannelReq; `fixed`: it only switches them. */
  readonly plan: "dynamic" | "fixed";
  /** Frequencies that a channel may be given, inclusive. */
  readonly bandHz: readonly [low: number, high: number];
  /** Hz that one step of a 24-bit frequency field means: 100, or 200 at 2.4 GHz. */
  readonly frequencyStepHz: 100 | 200;
  readonly dataRates: readonly DataRate[];
  /** The plan's own channels: the default channels of a dynamic plan, all channels of a fixed one. */
  readonly channels: readonly UplinkChannel[];
  /** Channels that a device can hold. */
  readonly maxChannels: number;
  /** Data rates of a channel that a CFList defines. */
  readonly cfList:
    | { readonly type: 0; readonly dataRates: readonly [min: number, max: number] }
    | { readonly type: 1 }
    | undefined;
  readonly join: JoinRules;
  /** The fastest data rate that an ADR algorithm should ask for on the default channels. */
  readonly maxAdrDataRate: number;
  readonly rx1: Rx1Rules;
  /** Frequencies and data rate of RX2 until a command says otherwise. */
  readonly rx2: { readonly frequency: FrequencyGrid; readonly dataRate: number };
  readonly txPower: TxPowerTable;
  /** LinkADRReq's ChMaskCntl values 0 … 7. */
  readonly channelMasks: Readonly<Partial<Record<number, MaskMeaning>>>;
  readonly dwell: DwellRules | undefined;
  /** Whether devices understand TxParamSetupReq. */
  readonly txParamSetup: boolean;
  readonly classB: ClassBRules;
  /** What the law allows, the usual profile first. Empty where only the dwell time or LBT limits a transmitter. */
  readonly regulation: readonly RegulatoryProfile[];
  /** What earlier editions said differently. */
  readonly earlier: readonly EarlierEdition[];
}

/** The fields that the tables had in some earlier editions. */
export interface EarlierEdition {
  readonly revisions: readonly RegionalRevision[];
  readonly tables: Partial<Omit<Region, "id" | "name" | "earlier">>;
}
