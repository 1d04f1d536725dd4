import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import type { Command } from "commander";
import { CallerError } from "@lorats/base";
import type { CliCommand } from "../command.ts";
import { placeOptions, settingsOf, type PlaceOptions } from "../store/place.ts";

/** `lorats log import`: what `export` wrote, into an empty log. */
export const LOG_IMPORT: CliCommand = {
  path: ["log", "import"],
  summary: "fill an empty log from a file that export wrote; the server must not run",
  configure(command: Command): void {
    placeOptions(command)
      .argument(
        "<file>",
        "JSON lines, compressed when the name ends in .gz; - reads standard input",
      )
      .action(async (file: string, options: PlaceOptions) => {
        const { importLog } = await import("@lorats/storage");
        const { storageOf } = await import("@lorats/server");
        const storage = await storageOf(await settingsOf(options));
        try {
          const count = await importLog(storage.log, linesOf(file));
          process.stdout.write(`${count} events imported\n`);
        } finally {
          await storage.close();
        }
      });
  },
};

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
