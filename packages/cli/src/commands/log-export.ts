import { createWriteStream } from "node:fs";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Command } from "commander";
import { UnavailableError } from "@lorats/base";
import type { CliCommand } from "../command.ts";
import { progressBar } from "../progress.ts";
import { placeOf, placeOptions, type PlaceOptions } from "../store/place.ts";

/** `lorats log export`: every event, byte for byte, as JSON Lines. */
export const LOG_EXPORT: CliCommand = {
  path: ["log", "export"],
  summary: "write every event, byte for byte, to a file of JSON lines",
  configure(command: Command): void {
    placeOptions(command)
      .argument("<file>", "where to; a name that ends in .gz is compressed, - is standard output")
      .option("--unsealed", "what devices said in plain text, for a server with other keys")
      .action(exportTo);
  },
};

interface Options extends PlaceOptions {
  readonly unsealed?: boolean;
}

async function exportTo(file: string, options: Options): Promise<void> {
  const { openLogForReading } = await import("@lorats/storage");
  const opened = await openLogForReading(await placeOf(options), {
    unseal: options.unsealed ?? false,
  });
  const head = Number.parseInt((await opened.log.head())?.slice(1) ?? "0", 36);
  const bar = await progressBar(head, "{bar} {value}/{total}");
  let damaged = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const line of opened.lines(() => damaged++)) {
      bar?.increment();
      yield `${line}\n`;
    }
  }
  try {
    const source = Readable.from(lines());
    if (file.endsWith(".gz")) await pipeline(source, createGzip(), destination(file));
    else await pipeline(source, destination(file));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined || cause instanceof UnavailableError) throw cause;
    throw new UnavailableError("LOG_EXPORT_FAILED", `${file}: ${message}`, { cause });
  } finally {
    bar?.stop();
    await opened.close();
  }
  if (damaged > 0) {
    throw new UnavailableError("LOG_DAMAGED", `${damaged} damaged events were left out`);
  }
}

function destination(file: string): Writable {
  return file === "-" ? process.stdout : createWriteStream(file, { mode: 0o600, flush: true });
}
