import { PeerDataError } from "@lorats/base";
import { type SampleFormat, findSampleFormat } from "./sample-format.ts";

/** What a `.sigmf-meta` file says that matters for analysis. */
export interface RecordingMeta {
  readonly format: SampleFormat | null;
  readonly sampleRateHz: number | null;
  /** Tuned frequency of the first capture. */
  readonly freqHz: number | null;
  /** Name of the file with the samples, when it is not the usual one. */
  readonly dataset: string | null;
  /** Bytes before the first sample. */
  readonly headerBytes: number;
}

/**
 * Reads SigMF metadata.
 *
 * @throws PeerDataError `PHY_BAD_SIGMF` when it is not SigMF, or its datatype is one that we cannot read
 * @see SigMF 1.2.5, core namespace
 */
export function parseSigmf(text: string): RecordingMeta {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new PeerDataError("PHY_BAD_SIGMF", "the .sigmf-meta file is not JSON", { cause });
  }
  const global = field(json, "global");
  const captures = field(json, "captures");
  if (global === undefined) {
    throw new PeerDataError("PHY_BAD_SIGMF", 'the .sigmf-meta file has no "global" object');
  }
  const first: unknown = Array.isArray(captures) ? captures[0] : undefined;
  const datatype = field(global, "core:datatype");
  const format = typeof datatype === "string" ? findSampleFormat(datatype) : null;
  if (format === undefined) {
    throw new PeerDataError(
      "PHY_BAD_SIGMF",
      `cannot read samples of datatype "${String(datatype)}"`,
    );
  }
  const dataset = field(global, "core:dataset");
  return {
    format,
    sampleRateHz: number(field(global, "core:sample_rate")),
    freqHz: number(field(first, "core:frequency")),
    dataset: typeof dataset === "string" ? dataset : null,
    headerBytes: number(field(first, "core:header_bytes")) ?? 0,
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Metadata of a recording that was made here. */
export function sigmfMeta(options: {
  readonly format: SampleFormat;
  readonly sampleRateHz: number;
  readonly freqHz?: number | undefined;
  readonly dataset: string;
  readonly description: string;
  readonly annotation: { readonly start: number; readonly count: number; readonly label: string };
}): string {
  const { format, annotation } = options;
  const frequency = options.freqHz === undefined ? {} : { "core:frequency": options.freqHz };
  const meta = {
    global: {
      "core:datatype": format.datatype,
      "core:version": "1.2.5",
      "core:sample_rate": options.sampleRateHz,
      "core:recorder": "lorats phy synth",
      "core:description": options.description,
      "core:dataset": options.dataset,
    },
    captures: [{ "core:sample_start": 0, ...frequency }],
    annotations: [
      {
        "core:sample_start": annotation.start,
        "core:sample_count": annotation.count,
        "core:label": annotation.label,
      },
    ],
  };
  return `${JSON.stringify(meta, null, 2)}\n`;
}
