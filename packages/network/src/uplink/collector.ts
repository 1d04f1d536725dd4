import { type CancelTimer, type Clock, NS_PER_MS, type Random, newId } from "@lorats/base";
import type { Cursor, NewEvent } from "@lorats/events";
import { type ClosedFrame, ClosedFrames } from "./closed-frames.ts";
import type { Copy } from "./reception.ts";
import type { Kinship } from "./same-transmission.ts";
import { type Sighting, isAmong, sightingOf } from "./sighting.ts";

/** One frame on the air as all the gateways heard it that were in time. */
export interface HeardFrame {
  /** Shared by everything that speaks of this frame. */
  readonly deduplicationId: string;
  readonly phyPayload: Uint8Array;
  readonly region: string;
  /** In order of arrival, at least one. */
  readonly copies: readonly Copy[];
  readonly fate: Fate;
  /** The bytes were heard shortly before: whether this is another transmission, nobody can tell. */
  readonly isUnclear?: boolean;
}

/** What became of a frame: late copies of it tell the same. */
export interface Fate {
  /** The event that it was made, until that is durable … */
  uplink?: NewEvent<"uplink"> | undefined;
  /** … and where it stands then. */
  position?: Cursor;
}

interface OpenFrame extends HeardFrame {
  readonly key: string;
  readonly copies: Copy[];
  readonly sightings: Sighting[];
  isUnclear?: boolean;
  readonly dueMono: bigint;
}

export interface CollectorOptions {
  /** How long after its first copy a frame waits for others. */
  readonly windowMs: number;
  /** How long closed frames are remembered, and how many at least when there are more. */
  readonly rememberMs: number;
  readonly rememberFrames: number;
  /** Is this copy of a closed frame the same transmission, and only came late? */
  readonly judge: (copy: Copy, closed: ClosedFrame) => Kinship;
  /** Frames whose windows closed, oldest first. */
  readonly onClosed: (frames: readonly HeardFrame[]) => void;
  /** A gateway said the same thing twice. */
  readonly onRepeat: (copy: Copy) => void;
  /** A copy that came after its frame's window had closed. */
  readonly onLateCopy: (copy: Copy, fate: Fate) => void;
}

/**
 * Brings the copies of one frame together: the same bytes in the same region within a window. One timer serves
 * all frames, since windows close in the order in which they opened.
 */
export class Collector {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #options: CollectorOptions;
  readonly #open = new Map<string, OpenFrame>();
  readonly #closed: ClosedFrames;
  #cancel: CancelTimer | undefined;

  constructor(clock: Clock, random: Random, options: CollectorOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#options = options;
    this.#closed = new ClosedFrames(options.rememberMs, options.rememberFrames);
  }

  /** Frames that are being collected. */
  get size(): number {
    return this.#open.size;
  }

  add(copy: Copy): void {
    const key = frameKey(copy);
    const open = this.#open.get(key);
    const closed =
      open && !open.isUnclear ? undefined : this.#closed.get(key, this.#clock.monotonic());
    const sighting = sightingOf(copy);
    if (open) {
      if (isAmong(open.sightings, sighting)) return this.#options.onRepeat(copy);
      open.copies.push(copy);
      open.sightings.push(sighting);
      if (closed && this.#options.judge(copy, closed) === "other") open.isUnclear = false;
      return;
    }
    if (closed && isAmong(closed.sightings, sighting)) return this.#options.onRepeat(copy);
    const kinship = closed && this.#options.judge(copy, closed);
    if (kinship === "same") {
      this.#closed.addLate(key, sighting);
      return this.#options.onLateCopy(copy, closed!.fate);
    }
    this.#open.set(key, {
      deduplicationId: newId(this.#clock, this.#random),
      key,
      phyPayload: copy.uplink.phyPayload,
      region: copy.gateway.region,
      copies: [copy],
      sightings: [sighting],
      fate: {},
      ...(kinship === "unclear" && { isUnclear: true }),
      dueMono: copy.arrivedMono + BigInt(Math.round(this.#options.windowMs * 1e6)),
    });
    this.#schedule();
  }

  /** Closes every window now: at an orderly end, and when the log is replayed. */
  flush(): void {
    this.#close([...this.#open.values()]);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    if (this.#cancel) return;
    const first = this.#open.values().next().value;
    if (!first) return;
    const waitNs = first.dueMono - this.#clock.monotonic();
    this.#cancel = this.#clock.after(Math.max(0, Number(waitNs) / 1e6), () => {
      this.#cancel = undefined;
      this.#closeDue();
      this.#schedule();
    });
  }

  #closeDue(): void {
    const now = this.#clock.monotonic() + NS_PER_MS / 2n;
    const due: OpenFrame[] = [];
    for (const frame of this.#open.values()) {
      if (frame.dueMono > now) break;
      due.push(frame);
    }
    this.#close(due);
  }

  #close(frames: readonly OpenFrame[]): void {
    if (frames.length === 0) return;
    const closedMono = this.#clock.monotonic();
    for (const { key, fate, sightings } of frames) {
      this.#open.delete(key);
      this.#closed.add(key, fate, sightings, closedMono);
    }
    this.#options.onClosed(frames);
  }
}

/** The bytes stand in the reception as base64 already: they are not encoded again. */
function frameKey({ gateway, reception }: Copy): string {
  return `${gateway.region}:${reception.phyPayload}`;
}
