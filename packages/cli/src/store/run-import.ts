import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { CallerError } from "@lorats/base";
import { storageOf } from "@lorats/server";
import { importLog } from "@lorats/storage";
import { settingsOf, type PlaceOptions } from "./place.ts";

/** Fills an empty log from a file, or from standard input (`-`). @throws {CallerError} `LOG_IMPORT_UNREADABLE` */
export async function runImport(file: string, options: PlaceOptions): Promise<void> {
  const storage = await storageOf(await settingsOf(options));
  try {
    const { events, ...missing } = await importLog(storage.log, linesOf(file));
    const reasons = Object.entries(missing).filter(([, count]) => count > 0);
    const what = reasons.map(([reason, count]) => `${count} ${reason.replace("-", " ")}`);
    const empty = what.length > 0 ? `; missing there: ${what.join(", ")}` : "";
    process.stdout.write(`${events} events imported${empty}\n`);
  } finally {
    await storage.close();
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const raw = file === "-" ? process.stdin : createReadStream(file);
  const input = file.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  const failed = Promise.withResolvers<never>();
  const refuse = (error: NodeJS.ErrnoException): void => {
    const why = error.code === "Z_BUF_ERROR" ? "the compressed file is torn" : error.message;
    failed.reject(new CallerError("LOG_IMPORT_UNREADABLE", `${file}: ${why}`, { cause: error }));
  };
  raw.once("error", refuse);
  input.once("error", refuse);
  failed.promise.catch(() => {});
  const lines = createInterface({ input })[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([lines.next(), failed.promise]);
    if (next.done) return;
    yield next.value;
  }
}
