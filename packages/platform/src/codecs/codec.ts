import type { Result } from "@lorats/base";

/** What a codec is given of an uplink. */
export interface CodecInput {
  readonly fPort: number;
  readonly bytes: Uint8Array;
}

/**
 * A way from payload bytes to values. Codecs of users' own code need a sandbox and settings; those built in need
 * neither. A new one is a file and a line in `CODECS`.
 */
export interface Codec {
  /** As a device profile names it. */
  readonly kind: string;
  decode(input: CodecInput): Result<Readonly<Record<string, unknown>>>;
}
