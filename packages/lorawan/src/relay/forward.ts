import { accept, CallerError, refuse, type Result } from "@lorats/base";
import { decodeFrequency, encodeFrequency } from "../frame/frequency.ts";

/** What a relay and the network exchange travels on this port, under network keys. */
export const RELAY_F_PORT = 226;

/** How a relay heard the device whose frame it forwards. */
export interface RelayedUplink {
  readonly dataRate: number;
  /** −20 … 11 dB. */
  readonly snrDb: number;
  /** −142 … −15 dBm. */
  readonly rssiDbm: number;
  /** The wake-on-radio channel: 0 the default one, 1 the second one. */
  readonly worChannel: number;
  readonly freqHz: number;
  /** The device's PHYPayload, whole. */
  readonly phyPayload: Uint8Array;
}

const METADATA_LENGTH = 6;

/**
 *     DR 4 bits | SNR + 20 5 bits | −RSSI − 15 7 bits | WORChannel 2 bits | RFU 6 bits (3 bytes) | Freq 3 | PHYPayload
 *
 * A ForwardDownlinkReq is the PHYPayload alone.
 * @see TS011-1.0.0, ForwardUplinkReq
 */
export function decodeRelayedUplink(bytes: Uint8Array): Result<RelayedUplink> {
  if (bytes.length <= METADATA_LENGTH) {
    return refuse("LW_TOO_SHORT", "a forwarded uplink has six bytes of metadata and a frame");
  }
  const metadata = bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16);
  return accept({
    dataRate: metadata & 0x0f,
    snrDb: ((metadata >> 4) & 0x1f) - 20,
    rssiDbm: -((metadata >> 9) & 0x7f) - 15,
    worChannel: (metadata >> 16) & 0x03,
    freqHz: decodeFrequency(bytes[3]! | (bytes[4]! << 8) | (bytes[5]! << 16)),
    phyPayload: bytes.subarray(METADATA_LENGTH),
  });
}

/** SNR and RSSI beyond their ranges are clamped. @throws {CallerError} `LW_BAD_FIELD` */
export function encodeRelayedUplink(uplink: RelayedUplink): Uint8Array<ArrayBuffer> {
  const freq = encodeFrequency(uplink.freqHz);
  if (freq === undefined) throw new CallerError("LW_BAD_FIELD", `no field for ${uplink.freqHz} Hz`);
  const snr = clamp(Math.round(uplink.snrDb), -20, 11) + 20;
  const rssi = -clamp(Math.round(uplink.rssiDbm), -142, -15) - 15;
  const metadata =
    (uplink.dataRate & 0x0f) | (snr << 4) | (rssi << 9) | ((uplink.worChannel & 0x03) << 16);
  const bytes = new Uint8Array(METADATA_LENGTH + uplink.phyPayload.length);
  for (let i = 0; i < 3; i++) {
    bytes[i] = metadata >> (8 * i);
    bytes[3 + i] = freq >> (8 * i);
  }
  bytes.set(uplink.phyPayload, METADATA_LENGTH);
  return bytes;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
