import type { Snippet } from "../snippets/snippet.ts";
import type { SpectrumRow } from "../spectrum/spectrum-row.ts";
import type { RingPiece } from "./sample-ring.ts";
import type { Sighting } from "./sighting.ts";
import type { SignalHealth, StreamReceiverOptions } from "./stream-receiver.ts";
import type { WatchOrder } from "./watch.ts";

/** Which preamble's samples are wanted. */
export interface SnippetQuery {
  readonly channel: number;
  readonly sf: number;
  readonly onsetSample: number;
}

/** To a worker. `samples`, `skip` and `flush` are answered by one `done` each, `snippet` by one `snippet`. */
export type ToReceiver =
  | {
      readonly kind: "open";
      readonly stream: number;
      readonly options: StreamReceiverOptions;
      readonly ring: SharedArrayBuffer;
    }
  | {
      readonly kind: "samples";
      readonly piece: RingPiece;
      /** More samples wait than should. */
      readonly isHurried: boolean;
    }
  | { readonly kind: "skip"; readonly samples: number }
  | { readonly kind: "watch"; readonly order: WatchOrder }
  | { readonly kind: "snippet"; readonly request: number; readonly query: SnippetQuery }
  | { readonly kind: "flush" };

/** What was seen on an order to watch for something. */
export interface WatchReport {
  readonly id: number;
  readonly sightings: readonly Sighting[];
}

/** What a piece of the stream brought to light. */
export interface ReceiverFindings {
  readonly sightings: readonly Sighting[];
  readonly watched: readonly WatchReport[];
  readonly spectrum: readonly SpectrumRow[];
}

export type FromReceiver =
  /** The thread has come up. */
  | { readonly kind: "ready" }
  | {
      readonly kind: "done";
      /** The stream that everything here belongs to, as numbered by `open`. */
      readonly stream: number;
      readonly findings: ReceiverFindings;
      /** Now and then. */
      readonly health: SignalHealth | null;
    }
  | { readonly kind: "snippet"; readonly request: number; readonly snippet: Snippet | null };
