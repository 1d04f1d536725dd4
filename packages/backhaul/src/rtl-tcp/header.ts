import { ByteReader, ByteWriter, accept, refuse, type Result } from "@lorats/base";

/** What the server says once, before it streams unsigned 8-bit I and Q without any framing. */
export interface RtlTcpHeader {
  readonly tuner: TunerName;
  /** How many gain steps the tuner has. */
  readonly gainCount: number;
}

export const TUNERS = ["unknown", "E4000", "FC0012", "FC0013", "FC2580", "R820T", "R828D"] as const;
export type TunerName = (typeof TUNERS)[number];

/** Length of the header in bytes. */
export const RTL_TCP_HEADER_BYTES = 12;

const MAGIC = 0x5254_4c30;

/**
 *     "RTL0" | tuner type u32 BE | gain count u32 BE
 *
 * Refusals: `RTLTCP_TOO_SHORT` while more bytes are needed, `RTLTCP_BAD_MAGIC`. A tuner type that is not known reads
 * as `unknown`.
 * @see osmocom rtl-sdr, src/rtl_tcp.c, `dongle_info_t`
 */
export function decodeRtlTcpHeader(bytes: Uint8Array): Result<RtlTcpHeader> {
  if (bytes.length < RTL_TCP_HEADER_BYTES) {
    return refuse("RTLTCP_TOO_SHORT", "the header has 12 bytes");
  }
  const reader = new ByteReader(bytes);
  if (reader.u32be() !== MAGIC) return refuse("RTLTCP_BAD_MAGIC", "the peer is no rtl_tcp server");
  const tuner = TUNERS[reader.u32be()] ?? "unknown";
  return accept({ tuner, gainCount: reader.u32be() });
}

export function encodeRtlTcpHeader({ tuner, gainCount }: RtlTcpHeader): Uint8Array<ArrayBuffer> {
  return new ByteWriter(RTL_TCP_HEADER_BYTES)
    .u32be(MAGIC)
    .u32be(TUNERS.indexOf(tuner))
    .u32be(gainCount)
    .finish();
}
