import type { EventType } from "@lorats/events";

/**
 * Events on their way to the engine. `bytes` holds, for each event, a zero byte (the prefix of leaf hashes) and
 * its encoded bytes, so that hashing needs no copy.
 */
export interface PackedAppend {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Encoded bytes of each event, the zero byte not counted. */
  readonly lengths: Uint32Array<ArrayBuffer>;
  /** Positions to leave empty before each event: those of events that a log which is brought in has no more. */
  readonly skipped?: readonly number[] | undefined;
  readonly times: BigInt64Array<ArrayBuffer>;
  readonly types: readonly EventType[];
  readonly tenantIds: readonly string[];
  readonly keys: readonly string[];
}

/** Where the events go when `next` is the first free position. */
export function positionsFrom({ lengths, skipped }: PackedAppend, next: number): readonly number[] {
  let free = next;
  return Array.from(lengths, (_, i) => {
    const position = free + (skipped?.[i] ?? 0);
    free = position + 1;
    return position;
  });
}

/** Rows on their way back, in the order of `positions`. */
export interface PackedEvents {
  readonly positions: Float64Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
  /** 32 bytes each. */
  readonly leaves: Uint8Array<ArrayBuffer>;
}

/** One stored event. */
export interface LogRow {
  readonly position: number;
  readonly leaf: Uint8Array;
  readonly bytes: Uint8Array;
}

/** The rows with their bytes copied into buffers that can move to another thread. */
export function packRows(rows: readonly LogRow[]): PackedEvents {
  const lengths = Uint32Array.from(rows, ({ bytes }) => bytes.length);
  const all = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  const leaves = new Uint8Array(32 * rows.length);
  let offset = 0;
  for (const [i, { leaf, bytes }] of rows.entries()) {
    all.set(bytes, offset);
    leaves.set(leaf, 32 * i);
    offset += bytes.length;
  }
  return {
    positions: Float64Array.from(rows, ({ position }) => position),
    bytes: all,
    lengths,
    leaves,
  };
}

/** Buffers that may move to another thread in place of being copied. */
export function buffersOf(packed: PackedEvents): readonly ArrayBuffer[] {
  return Object.values(packed).map(({ buffer }) => buffer as ArrayBuffer);
}

/** The rows one by one; their bytes are views of the packed ones. */
export function* unpackRows({
  positions,
  bytes,
  lengths,
  leaves,
}: PackedEvents): Generator<LogRow> {
  let offset = 0;
  for (let i = 0; i < positions.length; i++) {
    const end = offset + lengths[i]!;
    yield {
      position: positions[i]!,
      leaf: leaves.slice(32 * i, 32 * i + 32),
      bytes: bytes.subarray(offset, end),
    };
    offset = end;
  }
}
