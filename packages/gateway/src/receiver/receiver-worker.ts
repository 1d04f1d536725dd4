import { parentPort } from "node:worker_threads";
import type { Sighting } from "./sighting.ts";
import {
  type SignalHealth,
  StreamReceiver,
  type StreamReceiverOptions,
} from "./stream-receiver.ts";

/** To the worker. Every message but `open` is answered by one `done`. */
export type ToReceiver =
  | { readonly kind: "open"; readonly stream: number; readonly options: StreamReceiverOptions }
  | { readonly kind: "block"; readonly bytes: Uint8Array }
  | { readonly kind: "skip"; readonly samples: number }
  | { readonly kind: "flush" };

export interface FromReceiver {
  readonly kind: "done";
  /** The stream that the sightings belong to, as numbered by `open`. */
  readonly stream: number;
  readonly sightings: readonly Sighting[];
  /** Now and then. */
  readonly health: SignalHealth | null;
}

const HEALTH_EVERY = 64;

let receiver: StreamReceiver | null = null;
let stream = 0;
let messages = 0;

function take(message: Exclude<ToReceiver, { kind: "open" }>): Sighting[] {
  if (!receiver) return [];
  if (message.kind === "block") return receiver.push(message.bytes);
  if (message.kind === "skip") return receiver.skip(message.samples);
  const rest = receiver.flush();
  receiver = null;
  return rest;
}

parentPort?.on("message", (message: ToReceiver) => {
  if (message.kind === "open") {
    stream = message.stream;
    receiver = new StreamReceiver(message.options);
    return;
  }
  const sightings = take(message);
  const health = receiver && messages++ % HEALTH_EVERY === 0 ? receiver.health() : null;
  parentPort!.postMessage({ kind: "done", stream, sightings, health } satisfies FromReceiver);
});
