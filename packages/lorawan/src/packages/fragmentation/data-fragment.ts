import { toHex } from "@lorats/base";
import type { CommandCodec } from "../../command/command.ts";

/** @see TS004-2.0.0 */
export interface DataFragment {
  readonly command: "DataFragment";
  readonly fragIndex: number;
  /** 1 … 2¹⁴−1; numbers above the session's NbFrag are parity fragments. */
  readonly n: number;
  readonly fragment: Uint8Array;
}

/**
 * Ends its frame: the fragment is whatever follows.
 *
 *     FragIndex 2 bits, N 14 bits (2 bytes) | fragment
 */
export const dataFragment: CommandCodec<DataFragment> = {
  name: "DataFragment",
  cid: 0x08,
  direction: "down",
  summary: "carries a piece of a data block",
  payloadLength: (rest) => (rest.length < 2 ? undefined : rest.length),
  decode: (payload) => ({
    command: "DataFragment",
    fragIndex: payload[1]! >> 6,
    n: ((payload[1]! & 0x3f) << 8) | payload[0]!,
    fragment: new Uint8Array(payload.subarray(2)),
  }),
  problem({ fragIndex, n }) {
    if (!Number.isInteger(fragIndex) || fragIndex < 0 || fragIndex > 3) {
      return "DataFragment.fragIndex is 0 … 3";
    }
    const holds = Number.isInteger(n) && n >= 0 && n < 0x4000;
    return holds ? undefined : "DataFragment.n has 14 bits";
  },
  encode({ fragIndex, n, fragment }) {
    const payload = new Uint8Array(2 + fragment.length);
    payload[0] = n;
    payload[1] = (fragIndex << 6) | (n >> 8);
    payload.set(fragment, 2);
    return payload;
  },
  explain: ({ fragIndex, n, fragment }) => [
    {
      name: "fragIndex",
      value: fragIndex,
      meaning: `fragmentation session ${fragIndex}`,
      at: 2,
      length: 1,
    },
    { name: "n", value: n, meaning: `fragment ${n}`, at: 1, length: 2 },
    {
      name: "fragment",
      value: toHex(fragment),
      meaning: `${fragment.length} bytes`,
      at: 3,
      length: fragment.length,
    },
  ],
};
