import type { DevAddr } from "@lorats/base";

/** A session of LoRaWAN 1.0 as the device keeps it. Keys as hexadecimal: this is the device's own flash. */
export interface DeviceSession {
  readonly devAddr: DevAddr;
  readonly nwkSKey: string;
  readonly appSKey: string;
  /** Counter of the next uplink. */
  readonly fCntUp: number;
  /** Counter of the newest downlink accepted; −1 before the first. */
  readonly fCntDown: number;
  readonly rx1DelayS: number;
  readonly rx1DrOffset: number;
  readonly rx2DataRate: number;
  readonly rx2FreqHz: number;
  readonly channelsHz: readonly number[];
  readonly dataRate: number;
  readonly txPowerIndex: number;
  readonly nbTrans: number;
  /** Uplinks since the last downlink, for the ADR back-off. */
  readonly adrAckCnt: number;
}

/** What a device keeps across a reset. */
export interface DeviceState {
  /** The next DevNonce: a counter, as LoRaWAN 1.0.4 wants it. */
  readonly devNonce: number;
  readonly session: DeviceSession | undefined;
  /** MAC answers for the next uplink, hexadecimal. */
  readonly answers: string;
  /** A confirmed downlink waits for its acknowledgement. */
  readonly owesAck: boolean;
  /** Charge taken from the battery. */
  readonly usedMah?: number;
}

export const FRESH_DEVICE: DeviceState = {
  devNonce: 1,
  session: undefined,
  answers: "",
  owesAck: false,
};
