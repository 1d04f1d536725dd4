import { parentPort, workerData } from "node:worker_threads";
import { wireError } from "../sqlite/sqlite-error.ts";
import { Archive } from "./archive.ts";
import type { ArchiveRequest } from "./archive-thread.ts";

const port = parentPort!;
const { folder } = workerData as { readonly folder: string };
const archive = new Archive(folder);

port.on("message", ({ id, name, parameters }: ArchiveRequest) => {
  void answer(id, () => (archive[name] as (...given: unknown[]) => unknown)(...parameters));
});

async function answer(id: number, work: () => unknown): Promise<void> {
  try {
    port.postMessage({ id, reply: await work() });
  } catch (error) {
    port.postMessage({ id, error: wireError(error, folder) });
  }
}
