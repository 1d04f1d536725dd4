import { toHex } from "@lorats/base";

export type ExplanationValue =
  | boolean
  | number
  | string
  | null
  | readonly (number | string)[]
  | { readonly [key: string]: boolean | number | string };

/** One part of a frame: where it is, what it is, what it means. Plain JSON. */
export interface ExplanationNode {
  /** The specification's name. */
  readonly name: string;
  /** Offset and length in the PHYPayload. Decryption moves nothing, so this holds for decrypted parts too. */
  readonly at: number;
  readonly length: number;
  /** The bytes as they were sent, or as they read after decryption when `decrypted`. */
  readonly hex: string;
  readonly decrypted?: true;
  readonly value?: ExplanationValue;
  /** In words. */
  readonly meaning: string;
  readonly children?: readonly ExplanationNode[];
}

type NodeDetails = Pick<ExplanationNode, "value" | "children" | "decrypted">;

/** Explains bytes `at … at + length − 1` of a frame. */
export function node(
  frame: Uint8Array,
  name: string,
  at: number,
  length: number,
  meaning: string,
  details: NodeDetails = {},
): ExplanationNode {
  return { name, at, length, hex: toHex(frame.subarray(at, at + length)), meaning, ...details };
}
