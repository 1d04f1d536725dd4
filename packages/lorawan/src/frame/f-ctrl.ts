/**
 * FCtrl without FOptsLen, which the codec derives from the FOpts.
 * @see LoRaWAN L2 1.0.4 §4.3.1.1–4.3.1.4
 */
export interface UplinkFCtrl {
  readonly adr: boolean;
  readonly adrAckReq: boolean;
  readonly ack: boolean;
  /** The device listens on its Class B ping slots. */
  readonly classB: boolean;
}

export interface DownlinkFCtrl {
  readonly adr: boolean;
  readonly ack: boolean;
  /** More waits at the network: the device should send soon, so as to open receive windows. */
  readonly fPending: boolean;
}

export function decodeUplinkFCtrl(octet: number): UplinkFCtrl {
  return {
    adr: (octet & 0x80) !== 0,
    adrAckReq: (octet & 0x40) !== 0,
    ack: (octet & 0x20) !== 0,
    classB: (octet & 0x10) !== 0,
  };
}

export function encodeUplinkFCtrl(fCtrl: UplinkFCtrl, fOptsLen: number): number {
  return (
    (fCtrl.adr ? 0x80 : 0) |
    (fCtrl.adrAckReq ? 0x40 : 0) |
    (fCtrl.ack ? 0x20 : 0) |
    (fCtrl.classB ? 0x10 : 0) |
    fOptsLen
  );
}

/** Bit 6 is reserved in downlinks and ignored. */
export function decodeDownlinkFCtrl(octet: number): DownlinkFCtrl {
  return {
    adr: (octet & 0x80) !== 0,
    ack: (octet & 0x20) !== 0,
    fPending: (octet & 0x10) !== 0,
  };
}

export function encodeDownlinkFCtrl(fCtrl: DownlinkFCtrl, fOptsLen: number): number {
  return (fCtrl.adr ? 0x80 : 0) | (fCtrl.ack ? 0x20 : 0) | (fCtrl.fPending ? 0x10 : 0) | fOptsLen;
}
