const LONGEST_PAYLOAD = 255;

/** The chip's whitening sequence: x⁸ + x⁶ + x⁵ + x⁴ + 1, started at 0xFF, one byte a state. */
const WHITENING: Uint8Array = sequence();

function sequence(): Uint8Array {
  const out = new Uint8Array(LONGEST_PAYLOAD);
  let state = 0xff;
  for (let i = 0; i < LONGEST_PAYLOAD; i++) {
    out[i] = state;
    const feedback = (state >>> 7) ^ (state >>> 5) ^ (state >>> 4) ^ (state >>> 3);
    state = ((state << 1) | (feedback & 1)) & 0xff;
  }
  return out;
}

/** Whitens or unwhitens a payload (its own inverse). The CRC that follows a payload is not whitened. */
export function whiten(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes, (byte, i) => byte ^ WHITENING[i % LONGEST_PAYLOAD]);
}
