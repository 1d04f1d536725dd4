import type { AesKey } from "../crypto/aes-key.ts";
import { RELAY_F_PORT } from "../relay/forward.ts";

/** What a network server holds of a 1.0.x session. */
export interface NetworkKeys10 {
  readonly version: "1.0";
  readonly nwkSKey: AesKey;
}

/** What a network server holds of a 1.1 session. */
export interface NetworkKeys11 {
  readonly version: "1.1";
  /** Forwarding: the half of an uplink's MIC that a roaming network can check. */
  readonly fNwkSIntKey: AesKey;
  /** Serving: the other half, and downlinks. */
  readonly sNwkSIntKey: AesKey;
  /** FOpts and FPort 0. */
  readonly nwkSEncKey: AesKey;
}

export type NetworkKeys = NetworkKeys10 | NetworkKeys11;

/** A whole session as device and join server know it. */
export type SessionKeys = NetworkKeys & { readonly appSKey: AesKey };

/** The key that encrypts FPort 0, and 226 of a relay. */
export function macCommandKey(keys: NetworkKeys): AesKey {
  return keys.version === "1.0" ? keys.nwkSKey : keys.nwkSEncKey;
}

/** Whether a frame's FRMPayload is the network's own: MAC commands, or what a relay forwards. */
export function isNetworkPort(fPort: number): boolean {
  return fPort === 0 || fPort === RELAY_F_PORT;
}

/** The key that encrypts a frame's FRMPayload, by its FPort. */
export function frmPayloadKey(keys: SessionKeys, fPort: number): AesKey {
  return isNetworkPort(fPort) ? macCommandKey(keys) : keys.appSKey;
}
