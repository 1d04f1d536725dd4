import type { Direction } from "../frame/m-hdr.ts";

/** Any command: a MAC command or one of an application-layer package. Its other fields are the specification's. */
export interface Command {
  readonly command: string;
}

/** One field of a command in words. */
export interface FieldNote {
  readonly name: string;
  readonly value: boolean | number | string | readonly (number | string)[];
  readonly meaning: string;
  /** Where the field's bytes are, counted from the CID octet. */
  readonly at: number;
  readonly length: number;
}

/** All there is to know about one command: how it is written, read, checked and explained. */
export interface CommandCodec<C extends Command = Command> {
  readonly name: C["command"];
  /** The octet that opens the command. */
  readonly cid: number;
  readonly direction: Direction;
  /** One sentence for a person. */
  readonly summary: string;
  /**
   * Bytes that the command occupies after its CID, given everything after the CID. `undefined` when too few bytes
   * are there to tell.
   */
  payloadLength(rest: Uint8Array): number | undefined;
  /** @param payload exactly `payloadLength` bytes; any value is readable */
  decode(payload: Uint8Array): C;
  /** Why the fields cannot be sent, or `undefined` when they can. */
  problem(command: C): string | undefined;
  /** The bytes after the CID, for fields without a problem. */
  encode(command: C): Uint8Array;
  explain(command: C): readonly FieldNote[];
}
