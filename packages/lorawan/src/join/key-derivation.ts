import type { DevAddr, Eui64 } from "@lorats/base";
import { AesKey } from "../crypto/aes-key.ts";
import type { Ciphers } from "../crypto/ciphers.ts";
import { writeIdLe } from "../frame/wire-id.ts";
import type { NetworkKeys10, NetworkKeys11 } from "../session/session-keys.ts";

/** Encrypts one block that starts with `label` into a new key, the form of every LoRaWAN derivation. */
export function deriveKey(
  ciphers: Ciphers,
  root: AesKey,
  label: number,
  fill: (block: Uint8Array) => void = () => {},
): AesKey {
  const block = new Uint8Array(16);
  block[0] = label;
  fill(block);
  ciphers.of(root).aes.encrypt(block, 16);
  return new AesKey(block);
}

export interface JoinExchange10 {
  /** 24 bits. */
  readonly joinNonce: number;
  /** 24 bits. */
  readonly netId: number;
  /** 16 bits. */
  readonly devNonce: number;
}

/**
 *     NwkSKey = AES(AppKey, 01 | JoinNonce 3 | NetID 3 | DevNonce 2 | 00…)      AppSKey: 02
 *
 * A 1.1 device that was answered with OptNeg clear derives from its NwkKey in this way.
 * @see LoRaWAN L2 1.0.3 §6.2.5, 1.1 §6.2.3
 */
export function deriveSessionKeys10(
  ciphers: Ciphers,
  rootKey: AesKey,
  exchange: JoinExchange10,
): NetworkKeys10 & { readonly appSKey: AesKey } {
  const fill = (block: Uint8Array): void => {
    writeUintLe(exchange.joinNonce, 3, block, 1);
    writeUintLe(exchange.netId, 3, block, 4);
    writeUintLe(exchange.devNonce, 2, block, 7);
  };
  return {
    version: "1.0",
    nwkSKey: deriveKey(ciphers, rootKey, 0x01, fill),
    appSKey: deriveKey(ciphers, rootKey, 0x02, fill),
  };
}

export interface JoinExchange11 {
  /** 24 bits. */
  readonly joinNonce: number;
  readonly joinEui: Eui64;
  /** 16 bits: DevNonce, or the rejoin counter of the request that was answered. */
  readonly devNonce: number;
}

/**
 *     AES(key, label | JoinNonce 3 | JoinEUI 8 | DevNonce 2 | 00…)
 *     01 FNwkSIntKey, 03 SNwkSIntKey, 04 NwkSEncKey from NwkKey; 02 AppSKey from AppKey
 *
 * @see LoRaWAN L2 1.1 §6.2.3
 */
export function deriveSessionKeys11(
  ciphers: Ciphers,
  nwkKey: AesKey,
  appKey: AesKey,
  exchange: JoinExchange11,
): NetworkKeys11 & { readonly appSKey: AesKey } {
  const fill = (block: Uint8Array): void => {
    writeUintLe(exchange.joinNonce, 3, block, 1);
    writeIdLe(exchange.joinEui, block, 4);
    writeUintLe(exchange.devNonce, 2, block, 12);
  };
  return {
    version: "1.1",
    fNwkSIntKey: deriveKey(ciphers, nwkKey, 0x01, fill),
    sNwkSIntKey: deriveKey(ciphers, nwkKey, 0x03, fill),
    nwkSEncKey: deriveKey(ciphers, nwkKey, 0x04, fill),
    appSKey: deriveKey(ciphers, appKey, 0x02, fill),
  };
}

export interface JoinServerKeys {
  /** Signs join-accepts of 1.1 and rejoin-requests of type 1. */
  readonly jsIntKey: AesKey;
  /** Encrypts join-accepts that answer a rejoin-request. */
  readonly jsEncKey: AesKey;
}

/**
 *     AES(NwkKey, 06 | DevEUI 8 | 00…) and 05
 *
 * @see LoRaWAN L2 1.1 §6.1.1.4
 */
export function deriveJoinServerKeys(
  ciphers: Ciphers,
  nwkKey: AesKey,
  devEui: Eui64,
): JoinServerKeys {
  const fill = (block: Uint8Array): void => writeIdLe(devEui, block, 1);
  return {
    jsIntKey: deriveKey(ciphers, nwkKey, 0x06, fill),
    jsEncKey: deriveKey(ciphers, nwkKey, 0x05, fill),
  };
}

export interface RelayKeys {
  readonly worSIntKey: AesKey;
  readonly worSEncKey: AesKey;
}

/**
 * Keys of the wake-on-radio frames between a device and its relay.
 *
 *     RootWorSKey = AES(NwkSKey or NwkSEncKey, 01 | 00…)
 *     WorSIntKey = AES(RootWorSKey, 01 | DevAddr 4 | 00…)      WorSEncKey: 02
 *
 * @see TS011-1.0.0
 */
export function deriveRelayKeys(
  ciphers: Ciphers,
  macCommandKey: AesKey,
  devAddr: DevAddr,
): RelayKeys {
  const root = deriveKey(ciphers, macCommandKey, 0x01);
  const fill = (block: Uint8Array): void => writeIdLe(devAddr, block, 1);
  return {
    worSIntKey: deriveKey(ciphers, root, 0x01, fill),
    worSEncKey: deriveKey(ciphers, root, 0x02, fill),
  };
}

function writeUintLe(value: number, width: number, block: Uint8Array, at: number): void {
  for (let i = 0; i < width; i++) block[at + i] = value >>> (8 * i);
}
