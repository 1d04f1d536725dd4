import { parentPort } from "node:worker_threads";
import type { FromReceiver, ReceiverFindings, ToReceiver } from "./receiver-messages.ts";
import { StreamReceiver } from "./stream-receiver.ts";

const HEALTH_EVERY = 64;
const NOTHING: ReceiverFindings = { sightings: [], watched: [], spectrum: [] };

let receiver: StreamReceiver | null = null;
let ring: Uint8Array = new Uint8Array(0);
/** Shared memory is slow to read byte by byte. */
let scratch: Uint8Array = new Uint8Array(0);
let stream = 0;
let messages = 0;

function answer(message: FromReceiver): void {
  parentPort!.postMessage(message);
}

function done(findings: ReceiverFindings): void {
  const health = receiver && messages++ % HEALTH_EVERY === 0 ? receiver.health() : null;
  answer({ kind: "done", stream, findings, health });
}

function take(message: ToReceiver): void {
  switch (message.kind) {
    case "open":
      stream = message.stream;
      ring = new Uint8Array(message.ring);
      receiver = new StreamReceiver(message.options);
      return;
    case "samples": {
      const { at, bytes } = message.piece;
      if (scratch.length < bytes) scratch = new Uint8Array(bytes);
      scratch.set(ring.subarray(at, at + bytes));
      return done(receiver?.push(scratch.subarray(0, bytes), message.isHurried) ?? NOTHING);
    }
    case "skip":
      return done(receiver?.skip(message.samples) ?? NOTHING);
    case "watch":
      return receiver?.watch(message.order);
    case "snippet": {
      const { request, query } = message;
      return answer({ kind: "snippet", request, snippet: receiver?.snippet(query) ?? null });
    }
    case "flush": {
      const rest = receiver?.flush() ?? NOTHING;
      receiver = null;
      return done(rest);
    }
  }
}

parentPort?.on("message", take);
parentPort?.postMessage({ kind: "ready" } satisfies FromReceiver);
