import type { Instant } from "@lorats/base";

/**
 * LoRa. `cr` counts as the radios do: 1…4 is 4/5…4/8, 5…7 is 4/5, 4/6 and 4/8 with the long interleaver
 * (2.4 GHz), 0 is no coding.
 */
export interface LoraModulation {
  readonly kind: "lora";
  readonly sf: number;
  readonly bwHz: number;
  readonly cr: number;
}

export interface FskModulation {
  readonly kind: "fsk";
  readonly bitrateBps: number;
  /** Known for downlinks only. */
  readonly deviationHz?: number;
}

export interface LrFhssModulation {
  readonly kind: "lr-fhss";
  /** Occupied channel width, such as 136 719 (named OCW 137 kHz). */
  readonly ocwHz: number;
  readonly codingRate: LrFhssCodingRate;
  /** Width of the hopping grid in steps of 488.28125 Hz. */
  readonly gridSteps?: number;
}

/** 2/6 is what LoRaWAN calls 1/3, 4/6 is its 2/3. */
export type LrFhssCodingRate = "1/6" | "1/4" | "2/6" | "3/8" | "4/6" | "5/6";

export type Modulation = LoraModulation | FskModulation | LrFhssModulation;

/** `none`: the frame carried no payload CRC, as downlinks do. */
export type CrcStatus = "ok" | "bad" | "none";

/**
 * The concentrator's free-running microsecond counter at the end of the frame: `tmst` of Semtech UDP wraps after
 * 2³² µs (71.6 minutes); `xtime` of Basics Station is 64 bits wide, its upper 16 name the radio unit and the
 * session, and it must be echoed digit by digit.
 */
export type ConcentratorCounter =
  | { readonly kind: "tmst"; readonly us: number }
  | { readonly kind: "xtime"; readonly xtime: bigint };

/** A gateway's times of one reception, each as what it is. They describe the end of the frame except `fineNs`. */
export interface GatewayTimes {
  readonly counter?: ConcentratorCounter;
  /** UTC as the gateway derived it from its GPS receiver and the counter. */
  readonly utc?: Instant;
  /** The gateway's system clock when it handled the frame: later than the frame, and only as good as its NTP. */
  readonly host?: Instant;
  /** Nanoseconds since the GPS epoch, on the gateway's resolution: 1 ms (`tmms`) or 1 µs (`gpstime`), cut off. */
  readonly gpsNs?: bigint;
  readonly gpsResolutionNs?: number;
  /** Fine timestamp: nanoseconds since the last pulse of the GPS receiver, 0 … 999 999 999. */
  readonly fineNs?: number;
}

/** What one antenna of a gateway measured. */
export interface AntennaReading {
  /** Radio board × antenna, numbered from 0. */
  readonly antenna?: number;
  /** IF channel of the concentrator. */
  readonly channel?: number;
  /** Power in the channel, noise included. */
  readonly rssiDbm: number;
  /** Power of the signal alone, where the concentrator can tell. */
  readonly signalRssiDbm?: number;
  /** Absent for FSK. */
  readonly snrDb?: number;
  /** Carrier frequency of the frame minus the channel's, as the concentrator estimated it. */
  readonly foffHz?: number;
  readonly fineNs?: number;
}

/** Up-chirps alone do not tell onset from bias: the truth may be (onset + k·stepNs, biasHz + k·stepHz) for any small whole k. */
export interface LtsAmbiguity {
  readonly stepNs: number;
  readonly stepHz: number;
}

/** Signs that a transmission was not alone on its channel. */
export interface LtsCollision {
  /** Other preambles that began or lasted within it. */
  readonly overlaps: number;
  /** Share of the preamble's power that one transmitter explains. */
  readonly quality?: number;
  /** Largest change of the channel's power within it, for good: positive when more came in. */
  readonly powerStepDb?: number;
}

/** What an SDR beside the concentrator saw of a preamble. Standard deviations are the estimator's own claim. */
export interface LtsReport {
  /** Start of the first preamble chirp. */
  readonly onset: Instant;
  readonly onsetSdNs: number;
  /** Transmitter minus receiver, at the middle of preamble, sync word and SFD. */
  readonly biasHz: number;
  readonly biasSdHz: number;
  readonly driftHzPerS?: number;
  /** The symbol clock's error against the carrier's: zero for one crystal. */
  readonly clockPpm?: number;
  readonly clockSdPpm?: number;
  /** In the signal's bandwidth. */
  readonly snrDb?: number;
  /** Where the end of the preamble was destroyed. */
  readonly ambiguity?: LtsAmbiguity;
  readonly collision?: LtsCollision;
  /** HMAC-SHA256 with the gateway's key, its first 16 bytes; see `ltsMacInput`. */
  readonly mac?: Uint8Array;
}

/** One frame as one gateway received it. The reading of its best antenna is spelled out. */
export interface GatewayUplink extends AntennaReading {
  readonly phyPayload: Uint8Array;
  readonly freqHz: number;
  readonly modulation: Modulation;
  readonly crc: CrcStatus;
  /** RF chain of the concentrator. */
  readonly rfChain?: number;
  readonly board?: number;
  readonly times: GatewayTimes;
  /** The gateway's further antennas, without the one spelled out here. */
  readonly otherAntennas?: readonly AntennaReading[];
  readonly lts?: LtsReport;
  /** Opaque: echoed on a downlink that answers this uplink. Empty when the gateway cannot time downlinks. */
  readonly context: Uint8Array;
  /** What else the gateway said, as text. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * When a gateway shall transmit.
 * - `immediately`: class C.
 * - `delay`: so long after the end of the uplink that `context` came with: class A.
 * - `counter`: at a value of the 32-bit microsecond counter.
 * - `gps`: at a GPS time: class B and scheduled class C.
 */
export type DownlinkTiming =
  | { readonly kind: "immediately" }
  | { readonly kind: "delay"; readonly delayUs: number; readonly context: Uint8Array }
  | { readonly kind: "counter"; readonly us: number }
  | { readonly kind: "gps"; readonly gpsNs: bigint };

/** One opportunity to transmit. */
export interface DownlinkItem {
  readonly phyPayload: Uint8Array;
  readonly freqHz: number;
  readonly modulation: Modulation;
  /** EIRP: the gateway, or its forwarder, subtracts its own antenna gain. */
  readonly eirpDbm: number;
  readonly timing: DownlinkTiming;
  /** True for every LoRa downlink to a device; false for beacons. */
  readonly invertPolarization: boolean;
  /** Payload CRC; LoRaWAN downlinks have none. */
  readonly withCrc: boolean;
  /** Default: 8 symbols for LoRa, 5 bytes for FSK. */
  readonly preambleSymbols?: number;
  readonly implicitHeader?: boolean;
  readonly rfChain?: number;
  readonly board?: number;
  readonly antenna?: number;
}

/** Up to two opportunities, best first, of which a gateway takes at most one. */
export interface GatewayDownlink {
  /** Ours, to match the outcome; unique among the gateway's downlinks in flight. 16 bits on Semtech UDP, 32 elsewhere. */
  readonly downlinkId: number;
  readonly items: readonly DownlinkItem[];
  /** Basics Station wants to know whom it is for. */
  readonly devEui?: string;
  readonly deviceClass?: "A" | "B" | "C";
}

/** `UNKNOWN` stands for an error name that we do not know; its text is in `TxOutcome.reason`. */
export const TX_STATUSES = [
  "OK",
  "IGNORED",
  "TOO_LATE",
  "TOO_EARLY",
  "COLLISION_PACKET",
  "COLLISION_BEACON",
  "TX_FREQ",
  "TX_POWER",
  "GPS_UNLOCKED",
  "QUEUE_FULL",
  "INTERNAL_ERROR",
  "DUTY_CYCLE_OVERFLOW",
  "UNKNOWN",
] as const;
export type TxStatus = (typeof TX_STATUSES)[number];

/** What became of a downlink. */
export interface TxOutcome {
  readonly downlinkId: number;
  /** One for each item of the downlink where the gateway says so (gateway MQTT), else one. */
  readonly statuses: readonly TxStatus[];
  /** `queued`: accepted for its time (Semtech UDP, gateway MQTT). `sent`: it was on the air (Basics Station). */
  readonly stage: "queued" | "sent" | "refused";
  /** The power that the gateway chose instead of the one asked for. */
  readonly reducedToDbm?: number;
  readonly times?: GatewayTimes;
  /** The gateway's own words, where it used any that `statuses` cannot hold. */
  readonly reason?: string;
}

/** A gateway's report on itself; counters since the last report or since its start, as its software does. */
export interface GatewayStats {
  /** The gateway's system clock. */
  readonly time?: Instant;
  readonly location?: GatewayLocation;
  readonly rxReceived: number;
  readonly rxOk: number;
  readonly rxForwarded?: number;
  /** Share of upstream datagrams that were acknowledged, 0 … 100. */
  readonly ackPercent?: number;
  readonly txReceived: number;
  readonly txEmitted: number;
  readonly temperatureC?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface GatewayLocation {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly altitudeM?: number;
}

/** A part of a message that could not be used while the rest could. */
export interface RefusedPart {
  /** Such as `rxpk[2]`, `rxpk[0].lts`, `stat`. */
  readonly part: string;
  readonly code: string;
  readonly reason: string;
}
