/**
 * AES-128 with one key, synchronous and free of state that callers could see. Inputs are whole blocks
 * (n × 16 bytes). LoRaWAN needs no more: CMAC is {@link AesCipher.cbcMac} with subkeys, payload encryption is
 * {@link AesCipher.encrypt} over counter blocks, a join-accept is {@link AesCipher.decrypt}.
 */
export interface AesCipher {
  /** ECB-encrypts each block. */
  encrypt(blocks: Uint8Array): Uint8Array;
  /** ECB-decrypts each block. */
  decrypt(blocks: Uint8Array): Uint8Array;
  /** CBC with a zero IV; returns the last cipher block only. */
  cbcMac(blocks: Uint8Array): Uint8Array;
}

/** The port: `node:crypto` stands behind it on servers. */
export interface Aes {
  /** @param key 16 bytes @throws {CallerError} `AES_BAD_KEY` */
  cipher(key: Uint8Array): AesCipher;
}
