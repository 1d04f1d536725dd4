import { decodeHeader } from "@lorats/backhaul";
import { type Instant, concatBytes, formatInstant } from "@lorats/base";

/** A frame that waited longer than this for its server says since when. */
export const LATE_NS = 2_000_000_000n;

/**
 * A PUSH_DATA whose frames say in `meta` when the gateway took them over: without GPS their counter means nothing to a server that
 * gets them minutes later. Everything else stays; what is no such datagram is returned as it is.
 */
export function withReceptionTime(datagram: Uint8Array, receivedAt: Instant): Uint8Array {
  const header = decodeHeader(datagram);
  if (!header.ok || header.value.type !== "push-data") return datagram;
  const { bodyOffset } = header.value;
  try {
    const body = JSON.parse(new TextDecoder().decode(datagram.subarray(bodyOffset))) as {
      rxpk?: { meta?: Record<string, string> }[];
    };
    if (!Array.isArray(body.rxpk) || body.rxpk.length === 0) return datagram;
    for (const entry of body.rxpk) {
      entry.meta = { ...entry.meta, receivedAt: formatInstant(receivedAt) };
    }
    const text = new TextEncoder().encode(JSON.stringify(body));
    return concatBytes(datagram.subarray(0, bodyOffset), text);
  } catch {
    return datagram;
  }
}
