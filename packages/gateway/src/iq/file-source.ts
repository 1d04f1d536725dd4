import { existsSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { CallerError, type Clock, type Instant, tryParseInstant } from "@lorats/base";
import { type SampleFormat, findSampleFormat, parseSigmf, sampleFormat } from "@lorats/phy/formats";
import { BlockCutter, type IqSink, type IqSource, type IqStream } from "./iq-source.ts";

/** A recording, or a stream on standard input. What is left out comes from the `.sigmf-meta` beside the file. */
export interface FileSourceOptions {
  /** `-` is standard input. */
  readonly path: string;
  readonly format?: string | undefined;
  readonly sampleRateHz?: number | undefined;
  readonly centreFreqHz?: number | undefined;
  readonly gainDb?: number | null | undefined;
  /** Play no faster than the samples were taken. Standard input is live unless this says otherwise. */
  readonly realTime?: boolean | undefined;
}

const CHUNK_BYTES = 1 << 18;

/** Plays a file of samples once; see {@link describeRecording} for what it must be known about. */
export class FileSource implements IqSource {
  readonly stream: IqStream;
  readonly #path: string;
  readonly #headerBytes: number;
  readonly #paced: boolean;
  readonly #clock: Clock;
  #done: Promise<void> = Promise.resolve();
  #stopped = false;

  /** @throws {CallerError} when the file is missing or format, rate or frequency are not known */
  constructor(options: FileSourceOptions, clock: Clock) {
    const { stream, dataPath, headerBytes } = describeRecording(options);
    this.stream = stream;
    this.#path = dataPath;
    this.#headerBytes = headerBytes;
    this.#paced = options.realTime === true && dataPath !== "-";
    this.#clock = clock;
  }

  start(sink: IqSink): void {
    this.#done = this.#play(sink);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#path === "-") process.stdin.destroy();
    await this.#done;
  }

  async #play(sink: IqSink): Promise<void> {
    sink.opened(this.stream);
    const cutter = new BlockCutter(this.stream.format.bytes);
    const startNs = this.#clock.monotonic();
    const chunks: AsyncIterable<Uint8Array> =
      this.#path === "-" ? process.stdin : readThrough(this.#path, this.#headerBytes);
    let reason = "the recording has ended";
    try {
      for await (const chunk of chunks) {
        if (this.#stopped) break;
        const block = cutter.cut(chunk, this.#clock.monotonic());
        if (!block) continue;
        if (this.#paced) await this.#wait(startNs, block.firstSample + block.samples);
        await sink.block({ ...block, arrivedNs: this.#clock.monotonic() });
      }
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    if (!this.#stopped) sink.closed(reason, null);
  }

  async #wait(startNs: bigint, samples: number): Promise<void> {
    const dueNs = (samples / this.stream.sampleRateHz) * 1e9;
    const waitMs = (dueNs - Number(this.#clock.monotonic() - startNs)) / 1e6;
    if (waitMs > 0) await new Promise<void>((resolve) => this.#clock.after(waitMs, resolve));
  }
}

/** A file in chunks that share one buffer: each is valid until the next is asked for. */
async function* readThrough(path: string, from: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, "r");
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (let at = from; ;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Puts together what options and metadata say. */
export function describeRecording(options: FileSourceOptions): {
  readonly stream: IqStream;
  readonly dataPath: string;
  readonly headerBytes: number;
} {
  const { path } = options;
  const metaPath = path === "-" ? null : metaBeside(path);
  const text = metaPath === null ? null : readFileSync(metaPath, "utf8");
  const meta = text === null ? null : parseSigmf(text);
  let dataPath = path;
  if (path.endsWith(".sigmf-meta")) {
    dataPath = meta?.dataset ? join(dirname(path), meta.dataset) : path.replace(/-meta$/, "-data");
  }
  if (dataPath !== "-" && !existsSync(dataPath)) {
    throw new CallerError("GW_NO_FILE", `there is no file ${dataPath}`);
  }
  const startedAt = text === null ? undefined : captureTime(text);
  const pace = options.realTime === true || (dataPath === "-" && options.realTime !== false);
  return {
    dataPath,
    headerBytes: meta?.headerBytes ?? 0,
    stream: {
      format: formatOf(options, meta?.format ?? null, dataPath),
      sampleRateHz: need(options.sampleRateHz ?? meta?.sampleRateHz, "sample_rate_hz"),
      centreFreqHz: need(options.centreFreqHz ?? meta?.freqHz, "centre_hz"),
      gainDb: options.gainDb ?? null,
      pace: pace ? "live" : "recorded",
      device: dataPath === "-" ? "standard input" : dataPath,
      ...(startedAt !== undefined && { startedAt }),
    },
  };
}

function formatOf(
  options: FileSourceOptions,
  meta: SampleFormat | null,
  path: string,
): SampleFormat {
  if (options.format !== undefined) return sampleFormat(options.format);
  const format = meta ?? findSampleFormat(extname(path).slice(1).toLowerCase());
  if (format) return format;
  throw new CallerError("GW_BAD_CONFIG", `say sdr.format: the sample format of ${path} is unknown`);
}

function need(value: number | null | undefined, name: string): number {
  if (value !== null && value !== undefined && value > 0) return value;
  throw new CallerError("GW_BAD_CONFIG", `say sdr.${name}: neither it nor SigMF metadata is there`);
}

function metaBeside(path: string): string | null {
  const stem = path.slice(0, path.length - extname(path).length);
  const candidates = path.endsWith(".sigmf-meta") ? [path] : [`${stem}.sigmf-meta`];
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

/** `core:datetime` of the first capture, which parseSigmf leaves aside. */
function captureTime(text: string): Instant | undefined {
  const json = JSON.parse(text) as { readonly captures?: readonly Record<string, unknown>[] };
  const time = json.captures?.[0]?.["core:datetime"];
  return typeof time === "string" ? tryParseInstant(time) : undefined;
}
