import { toHex } from "@lorats/base";
import { AesKey, revealKey, type SessionKeys } from "@lorats/lorawan";

/** A session's keys as hexadecimal: this is the device's own flash. */
export type StoredKeys =
  | { readonly version: "1.0"; readonly nwkSKey: string; readonly appSKey: string }
  | {
      readonly version: "1.1";
      readonly fNwkSIntKey: string;
      readonly sNwkSIntKey: string;
      readonly nwkSEncKey: string;
      readonly appSKey: string;
    };

/** Opened keys live as long as the session they come from, so that ciphers are made once. */
const opened = new WeakMap<StoredKeys, SessionKeys>();

export function openKeys(stored: StoredKeys): SessionKeys {
  let keys = opened.get(stored);
  if (!keys) opened.set(stored, (keys = open(stored)));
  return keys;
}

function open(stored: StoredKeys): SessionKeys {
  const { version } = stored;
  const appSKey = AesKey.fromHex(stored.appSKey);
  if (version === "1.0") return { version, nwkSKey: AesKey.fromHex(stored.nwkSKey), appSKey };
  return {
    version,
    fNwkSIntKey: AesKey.fromHex(stored.fNwkSIntKey),
    sNwkSIntKey: AesKey.fromHex(stored.sNwkSIntKey),
    nwkSEncKey: AesKey.fromHex(stored.nwkSEncKey),
    appSKey,
  };
}

export function storeKeys(keys: SessionKeys): StoredKeys {
  const hex = (key: AesKey): string => toHex(revealKey(key));
  const { version } = keys;
  const appSKey = hex(keys.appSKey);
  if (version === "1.0") return { version, nwkSKey: hex(keys.nwkSKey), appSKey };
  return {
    version,
    fNwkSIntKey: hex(keys.fNwkSIntKey),
    sNwkSIntKey: hex(keys.sNwkSIntKey),
    nwkSEncKey: hex(keys.nwkSEncKey),
    appSKey,
  };
}
