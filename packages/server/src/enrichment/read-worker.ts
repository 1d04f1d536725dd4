import { parentPort, workerData } from "node:worker_threads";
import { enrichmentKind } from "@lorats/platform";
import type { Reading } from "./read-in-thread.ts";

const { kind, body, settings, span } = workerData as Reading;

// From here on, time spent is the answer's own.
parentPort!.postMessage("ready");
parentPort!.postMessage(enrichmentKind(kind)!.read(body, settings, span));
