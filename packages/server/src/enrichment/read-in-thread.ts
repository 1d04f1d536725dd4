import { Worker } from "node:worker_threads";
import { refuse, type Result } from "@lorats/base";
import type { ExternalValues, Span } from "@lorats/platform";

/** An answer of a source of a kind. */
export interface Reading {
  readonly kind: string;
  readonly body: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly span: Span;
}

const LONGEST_MS = 10_000;

/** Reads an answer in a thread that lives for it alone: one that takes too long, or too much memory, is refused. */
export async function readInThread(
  reading: Reading,
  longestMs: number = LONGEST_MS,
): Promise<Result<ExternalValues>> {
  const { promise, resolve } = Promise.withResolvers<Result<ExternalValues>>();
  const fail = (why: string): void => resolve(refuse("ENRICHMENT_BAD_ANSWER", why));
  const worker = new Worker(new URL("./read-worker.ts", import.meta.url), {
    workerData: reading,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  worker.unref();
  let timer: NodeJS.Timeout | undefined;
  worker.on("message", (message: Result<ExternalValues> | "ready") => {
    if (message !== "ready") return resolve(message);
    timer = setTimeout(() => fail("the answer takes too long to read"), longestMs);
  });
  worker.on("error", (error: unknown) => fail(`the answer cannot be read: ${String(error)}`));
  worker.on("exit", () => fail("the answer cannot be read"));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
