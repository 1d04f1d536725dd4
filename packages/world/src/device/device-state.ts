import type { DevAddr } from "@lorats/base";
import type { StoredKeys } from "./stored-keys.ts";
import type { DeviceChannel } from "./channels.ts";
import type { MulticastGroup } from "./multicast.ts";

/** A session as the device keeps it in its own flash. */
export interface DeviceSession {
  readonly netId: number;
  readonly devAddr: DevAddr;
  readonly keys: StoredKeys;
  /** Counter of the next uplink. */
  readonly fCntUp: number;
  /** Counter of the newest downlink accepted, in 1.1 of those without application data; −1 before the first. */
  readonly fCntDown: number;
  /** 1.1: of those with application data. */
  readonly aFCntDown: number;
  /** Counter of the confirmed downlink that is acknowledged next; 1.1 signs it. */
  readonly confFCntDown: number;
  readonly rx1DelayS: number;
  readonly rx1DrOffset: number;
  readonly rx2DataRate: number;
  readonly rx2FreqHz: number;
  /** Whether frames are limited in length, by TxParamSetupReq or the plan. */
  readonly dwell: { readonly uplink: boolean; readonly downlink: boolean };
  /** EIRP of TXPower 0, where TxParamSetupReq says other than the plan. */
  readonly maxEirpDbm: number;
  /** By index; null where the network has not defined a channel. */
  readonly channels: readonly (DeviceChannel | null)[];
  readonly dataRate: number;
  readonly txPowerIndex: number;
  readonly nbTrans: number;
  /** DutyCycleReq: all sending together at most 1 / 2^n of the time. */
  readonly maxDutyCycle: number;
  /** Uplinks since the last downlink, for the ADR back-off. */
  readonly adrAckCnt: number;
  readonly adrAckLimit: number;
  readonly adrAckDelay: number;
  /** Answers that every uplink carries until a downlink comes, hexadecimal. @see LoRaWAN L2 1.0.4 §5.4 */
  readonly sticky: string;
  /** 1.1: the network has confirmed the keys of this session. */
  readonly isRekeyed: boolean;
  /** 1.1: the network has confirmed the device's class. */
  readonly isModeConfirmed: boolean;
  /** 1.1: rejoin-requests of type 0 at the latest after 2^(maxTimeN + 10) s or 2^(maxCountN + 4) uplinks. */
  readonly periodicRejoin: { readonly maxTimeN: number; readonly maxCountN: number } | undefined;
  /** 1.1: counter of rejoin-requests of type 0 and 2 in this session. */
  readonly rjCount0: number;
  readonly uplinksSinceRejoin: number;
  /** Class B: where and how fast ping slots are; undefined is the region's. */
  readonly pingSlotChannel: { readonly freqHz: number; readonly dataRate: number } | undefined;
  /** Class B: the network knows how often the device listens. */
  readonly isPingSlotInfoKnown: boolean;
  /** Class B: 0 is the region's. */
  readonly beaconFreqHz: number;
}

/** A rejoin-request that waits for its join-accept. */
export interface PendingRejoin {
  readonly type: 0 | 1 | 2;
  readonly nonce: number;
}

/** Application data that the device has to send besides its readings. */
export interface OutgoingMessage {
  readonly fPort: number;
  /** Hexadecimal. */
  readonly payload: string;
}

/** What a device keeps across a reset. */
export interface DeviceState {
  /** One more than the last DevNonce: where nonces count, the next one. */
  readonly devNonce: number;
  /** JoinNonce of the last join-accept; it has to grow. */
  readonly joinNonce: number;
  /** 1.1: counter of rejoin-requests of type 1; it never repeats under one JoinEUI. */
  readonly rjCount1: number;
  readonly session: DeviceSession | undefined;
  readonly rejoin: PendingRejoin | undefined;
  /** MAC answers and requests for the next uplink, hexadecimal. */
  readonly answers: string;
  /** A confirmed downlink waits for its acknowledgement. */
  readonly owesAck: boolean;
  readonly outbox: readonly OutgoingMessage[];
  readonly groups: readonly MulticastGroup[];
  /** Charge taken from the battery. */
  readonly usedMah?: number;
}

export const FRESH_DEVICE: DeviceState = {
  devNonce: 1,
  joinNonce: -1,
  rjCount1: 0,
  session: undefined,
  rejoin: undefined,
  answers: "",
  owesAck: false,
  outbox: [],
  groups: [],
};

/** What an older program may have left in the flash: its nonces hold, a session of another layout does not. */
export function restoreState(flash: Partial<DeviceState> | undefined): DeviceState {
  const session = flash?.session?.dwell ? flash.session : undefined;
  return { ...FRESH_DEVICE, ...flash, session };
}
