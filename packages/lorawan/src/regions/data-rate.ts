import type { LoraBandwidthHz, SpreadingFactor } from "../airtime/lora.ts";

export interface LoraModulation {
  readonly modulation: "lora";
  readonly sf: SpreadingFactor;
  readonly bwHz: LoraBandwidthHz;
  /** 4/5 where it is absent. The 2.4 GHz band codes at 4/8 and interleaves over the whole payload. */
  readonly codingRate?: "4/8LI";
}

export interface FskModulation {
  readonly modulation: "fsk";
  readonly bitrateBps: number;
}

/** Long-range frequency hopping: uplink only. */
export interface LrFhssModulation {
  readonly modulation: "lr-fhss";
  readonly codingRate: "1/3" | "2/3";
  /** Occupied channel width: the band over which the fragments hop. */
  readonly ocwHz: 137_000 | 336_000 | 1_523_000;
}

export type Modulation = LoraModulation | FskModulation | LrFhssModulation;

/** One data rate of a region, `DR0`…`DR15`. */
export interface DataRate {
  readonly index: number;
  readonly direction: "both" | "up" | "down";
  readonly modulation: Modulation;
  /** The largest MACPayload (*M*: PHYPayload without MHDR and MIC) in bytes. */
  readonly maxMacPayload: MacPayloadLimit;
}

/** *M* in bytes under each condition; 0 forbids the data rate. The application payload *N* is at most M − 8. */
export interface MacPayloadLimit {
  readonly plain: number;
  /** Where a repeater may stand between device and gateway. */
  readonly repeater: number;
  /** While the dwell-time limit is on, where the region has one that can be switched. */
  readonly dwell?: number;
}
