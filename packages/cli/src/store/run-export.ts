import { createWriteStream } from "node:fs";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { UnavailableError } from "@lorats/base";
import { openLogForReading } from "@lorats/storage";
import { progressBar } from "../progress.ts";
import { placeOf, type PlaceOptions } from "./place.ts";
import { ordinalOf } from "./position.ts";
import { spanOf, type SpanOptions } from "./span.ts";

export interface ExportOptions extends PlaceOptions, SpanOptions {
  readonly unsealed?: boolean;
}

/** Writes the events of a span to a file, or to standard output (`-`). @throws {UnavailableError} `LOG_EXPORT_FAILED`, `LOG_DAMAGED`, {CallerError} `CLI_BAD_ARGUMENT` */
export async function runExport(file: string, options: ExportOptions): Promise<void> {
  const span = spanOf(options);
  const opened = await openLogForReading(await placeOf(options), {
    unseal: options.unsealed ?? false,
  });
  const head = ordinalOf(await opened.log.head());
  const bar = await progressBar(head, "{bar} {value}/{total}");
  let damaged = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const { text, positions, missing } of opened.lines(span)) {
      if (missing === "damaged") damaged += positions;
      bar?.increment(positions);
      yield `${text}\n`;
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
