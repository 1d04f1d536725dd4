import type { Refusal } from "@lorats/base";

interface Circumstances {
  /** The frame's time, ms since 1970: what `Date` tells. */
  readonly now: number;
  /** 32 bits that `Math.random` starts from. */
  readonly seed: number;
  /** Keep what the codec writes to its console. */
  readonly logs?: boolean;
  /** Further fields of the object that the codec is given. */
  readonly also?: Readonly<Record<string, unknown>>;
  /** The device's variables. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What a codec is asked. */
export type CodecCall =
  | (Circumstances & {
      readonly op: "decode" | "decodeDownlink";
      readonly bytes: readonly number[];
      readonly fPort: number;
    })
  | (Circumstances & {
      readonly op: "encode";
      readonly data: unknown;
      readonly fPort?: number | undefined;
    })
  | (Circumstances & { readonly op: "normalize"; readonly data: unknown });

/** What a codec says, as JSON has it. */
export interface CodecValue {
  readonly data?: unknown;
  readonly normalized?: unknown;
  readonly bytes?: readonly number[];
  readonly fPort?: number;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
  readonly logs?: readonly string[];
}

/**
 * Refusals: `CODEC_SYNTAX`, `CODEC_NO_ENTRY`, `CODEC_THREW`, `CODEC_RESULT`, `CODEC_OUTPUT`, `CODEC_TIME`,
 * `CODEC_MEMORY`.
 */
export type CodecAnswer =
  | { readonly ok: true; readonly value: CodecValue }
  | (Refusal & { readonly logs?: readonly string[] });
