/** CRC-16 with polynomial 0x1021, start value 0, not reflected. */
function crc16(bytes: Uint8Array, count: number): number {
  let crc = 0;
  for (let i = 0; i < count; i++) {
    crc ^= bytes[i] << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc;
}

/**
 * The payload CRC as the chips compute it: CRC-16 over all but the last two bytes, and these two XORed on top.
 * It is sent low nibble first after the payload, unwhitened.
 */
export function payloadCrc(payload: Uint8Array): number {
  const length = payload.length;
  if (length === 0) return 0;
  if (length === 1) return payload[0];
  return crc16(payload, length - 2) ^ payload[length - 1] ^ (payload[length - 2] << 8);
}
