import { FrameReceiver } from "./demod/frame-receiver.ts";
import type { ReceiverLo } from "./demod/frame-refiner.ts";
import type { ReceivedFrame } from "./demod/received-frame.ts";
import type { HeaderFields } from "./codec/header.ts";

/** What to look for in a recording. */
export interface AnalyzerOptions {
  readonly sampleRateHz: number;
  readonly bwsHz: readonly number[];
  readonly sfs: readonly number[];
  /** Channel centre relative to the tuned frequency. */
  readonly offsetHz?: number;
  /** Nominal carrier of the channel, when known. */
  readonly carrierHz?: number | undefined;
  readonly maxBiasHz?: number;
  readonly centreBiasHz?: number;
  /** Uplinks, downlinks (conjugated), or both. */
  readonly direction?: "up" | "down" | "both";
  readonly implicit?: HeaderFields | undefined;
  /** See `ReceiverOptions`. Whole frames are fitted unless told otherwise. */
  readonly wholeFrames?: boolean;
  readonly receiverLo?: ReceiverLo;
}

/** Finds every LoRa frame of one channel, whatever its bandwidth, spreading factor and direction. */
export class Analyzer {
  readonly #receivers: FrameReceiver[];
  #held: ReceivedFrame[] = [];

  constructor(options: AnalyzerOptions) {
    const directions = { up: [false], down: [true], both: [false, true] } as const;
    const { bwsHz, direction = "both", ...rest } = options;
    const shared = { wholeFrames: true, ...rest };
    this.#receivers = bwsHz
      .filter((bwHz) => bwHz <= options.sampleRateHz)
      .flatMap((bwHz) =>
        directions[direction].map((invertIq) => new FrameReceiver({ ...shared, bwHz, invertIq })),
      );
    // A receiver that cannot exist says why.
    if (this.#receivers.length === 0) new FrameReceiver({ ...shared, bwHz: bwsHz[0] ?? 0 });
  }

  /** Takes the next block of samples, of any size; returns the frames that it completed. */
  push(iq: Float32Array): ReceivedFrame[] {
    return this.#receivers.flatMap((receiver) => this.#keep(receiver.push(iq)));
  }

  /** Ends the recording. */
  flush(): ReceivedFrame[] {
    return this.#receivers.flatMap((receiver) => this.#keep(receiver.flush()));
  }

  /** A frame can look like the orphan of another bandwidth with the same chirp rate: only what stands apart is kept. */
  #keep(frames: ReceivedFrame[]): ReceivedFrame[] {
    const kept = frames.filter(
      (frame) => frame.header !== null || !this.#held.some((other) => isGhost(frame, other)),
    );
    this.#held = [...this.#held, ...kept.filter((frame) => frame.header !== null)].slice(-64);
    return kept;
  }
}

function isGhost(orphan: ReceivedFrame, frame: ReceivedFrame): boolean {
  const slope = (f: ReceivedFrame): number => f.bwHz ** 2 / 2 ** f.sf;
  const symbolS = 2 ** frame.sf / frame.bwHz;
  const end = frame.onsetS + (frame.preambleLength + 4.25 + frame.symbols.length) * symbolS;
  const inside = orphan.onsetS > frame.onsetS - symbolS && orphan.onsetS < end;
  return inside && orphan.bwHz !== frame.bwHz && slope(orphan) === slope(frame);
}
