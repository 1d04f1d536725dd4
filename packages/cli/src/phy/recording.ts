import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { CallerError, PeerDataError, UnavailableError } from "@lorats/base";
import {
  type RecordingMeta,
  type SampleFormat,
  findSampleFormat,
  parseSigmf,
  sampleFormat,
} from "@lorats/phy";

/** A recording, as its flags and its `.sigmf-meta` describe it. */
export interface Recording {
  /** `null` is standard input. */
  readonly path: string | null;
  readonly format: SampleFormat;
  readonly sampleRateHz: number;
  readonly freqHz: number | null;
  /** Bytes of samples, or null for a stream. */
  readonly bytes: number | null;
  readonly headerBytes: number;
  /** What the file itself says against a flag: the flag wins. */
  readonly doubt: string | null;
}

export interface RecordingFlags {
  readonly format?: string | undefined;
  readonly rate?: number | undefined;
  readonly freq?: number | undefined;
}

const CHUNK_BYTES = 1 << 20;
const NO_META: RecordingMeta = {
  format: null,
  sampleRateHz: null,
  freqHz: null,
  dataset: null,
  headerBytes: 0,
};

/** Puts together what flags and metadata say; flags win. Throws a clear error when something is missing. */
export function openRecording(file: string, flags: RecordingFlags): Recording {
  const { path, meta } = file === "-" ? { path: null, meta: NO_META } : locate(file);
  const format = flags.format === undefined ? meta.format : sampleFormat(flags.format);
  const named = path ? findSampleFormat(extname(path).slice(1).toLowerCase()) : null;
  const guessed = format ?? named;
  if (!guessed) {
    const message = `cannot tell the sample format of ${file}: say --format cf32, cs16, cs8 or cu8`;
    throw new CallerError("PHY_BAD_FORMAT", message);
  }
  const sampleRateHz = flags.rate ?? meta.sampleRateHz;
  if (sampleRateHz === null || !(sampleRateHz > 0)) {
    const message = `cannot tell the sample rate of ${file}: say --rate HZ`;
    throw new CallerError("PHY_BAD_RATE", message);
  }
  const { headerBytes } = meta;
  const bytes = path === null ? null : Math.max(0, statSync(path).size - headerBytes);
  if (bytes === 0) throw new PeerDataError("PHY_EMPTY_FILE", `${file} holds no samples`);
  const freqHz = flags.freq ?? meta.freqHz;
  const own = meta.format ?? named;
  const doubt =
    own && own.name !== guessed.name ? `${file} says ${own.name}, read as ${guessed.name}` : null;
  return { path, format: guessed, sampleRateHz, freqHz, bytes, headerBytes, doubt };
}

/** The bytes of a recording in chunks. */
export async function* recordingChunks(recording: Recording): AsyncGenerator<Uint8Array> {
  const { path, headerBytes } = recording;
  const stream =
    path === null
      ? process.stdin
      : createReadStream(path, { start: headerBytes, highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (cause) {
    const message = `cannot read ${path ?? "standard input"}: ${(cause as Error).message}`;
    throw new UnavailableError("PHY_UNREADABLE", message, { cause });
  }
}

function locate(file: string): { path: string; meta: RecordingMeta } {
  const metaPath = metaBeside(file);
  const meta = metaPath ? parseSigmf(readFileSync(metaPath, "utf8")) : NO_META;
  const path = file.endsWith(".sigmf-meta") ? dataOf(file, meta) : file;
  if (!existsSync(path)) throw new CallerError("PHY_NO_FILE", `there is no file ${path}`);
  if (!statSync(path).isFile()) throw new CallerError("PHY_NO_FILE", `${path} is not a file`);
  // One description may stand for several files of other formats: trust it about its own only.
  const foreign = meta.dataset !== null && meta.dataset !== basename(path);
  return { path, meta: foreign ? { ...meta, format: null } : meta };
}

function metaBeside(file: string): string | null {
  const stem = file.slice(0, file.length - extname(file).length);
  const candidates = file.endsWith(".sigmf-meta")
    ? [file]
    : [`${stem}.sigmf-meta`, `${file}.sigmf-meta`];
  return candidates.find((path) => existsSync(path)) ?? null;
}

function dataOf(metaPath: string, meta: RecordingMeta): string {
  const stem = basename(metaPath, ".sigmf-meta");
  return join(dirname(metaPath), meta.dataset ?? `${stem}.sigmf-data`);
}
