import { hash } from "node:crypto";
import { accept, instantToMs, refuse, type Instant, type Refusal, type Result } from "@lorats/base";
import { codecOf } from "./index.ts";
import type { CodecAnswer, CodecCall } from "./script/call.ts";
import type { ScriptRunner } from "./script/runner.ts";

/** What a device profile says of its payloads. */
export interface CodecChoice {
  /** `none`, `cayenne-lpp`, `javascript` */
  readonly kind: string;
  /** The script, where the kind has one. */
  readonly source: string;
}

/** A payload to be decoded. */
export interface DecodeJob {
  readonly codec: CodecChoice;
  readonly fPort: number;
  readonly bytes: Uint8Array;
  /** The frame's time: what the script's clock shows. */
  readonly time: Instant;
  readonly variables: Readonly<Record<string, string>>;
  /** Keep what the script writes to its console. */
  readonly logs?: boolean;
}

interface Told {
  readonly warnings: readonly string[];
  readonly logs?: readonly string[];
}

export interface DecodedPayload extends Told {
  readonly ok: true;
  readonly object: Readonly<Record<string, unknown>>;
  /** In the words that all vendors share, where the script says them. */
  readonly normalized?: unknown;
}
export type DecodeOutcome = DecodedPayload | (Refusal & { readonly logs?: readonly string[] });

export interface EncodeJob {
  readonly codec: CodecChoice;
  readonly object: unknown;
  readonly fPort?: number | undefined;
  readonly time: Instant;
  readonly variables: Readonly<Record<string, string>>;
  readonly logs?: boolean;
}

export interface EncodedPayload extends Told {
  readonly bytes: Uint8Array;
  readonly fPort?: number;
}

export const SCRIPT_KIND = "javascript";
/** LoRaWAN's longest payload. */
const MAX_BYTES = 242;

/**
 * Names what decoded a payload, so that derived data can say what made it: the kind, and which text of the script.
 * Empty where there is no codec.
 */
export function codecVersion(codec: CodecChoice): string {
  let version = versions.get(codec);
  if (version === undefined) versions.set(codec, (version = versionOf(codec)));
  return version;
}

/** Each codec stands for many frames. */
const versions = new WeakMap<CodecChoice, string>();

function versionOf({ kind, source }: CodecChoice): string {
  if (kind === SCRIPT_KIND) return `${kind}@${hash("sha256", source).slice(0, 12)}`;
  return codecOf(kind) ? `${kind}@1` : "";
}

/** Payload bytes to values and back, by codecs that are built in and by users' scripts. */
export class PayloadCodecs {
  readonly #scripts: ScriptRunner;

  constructor(scripts: ScriptRunner) {
    this.#scripts = scripts;
  }

  /** One outcome for each job; undefined where there is no codec. */
  async decode(jobs: readonly DecodeJob[]): Promise<readonly (DecodeOutcome | undefined)[]> {
    const outcomes: (DecodeOutcome | undefined)[] = jobs.map((job) =>
      job.codec.kind === SCRIPT_KIND ? undefined : builtIn(job),
    );
    const bySource = Map.groupBy(
      [...jobs.entries()].filter(([, { codec }]) => codec.kind === SCRIPT_KIND),
      ([, { codec }]) => codec.source,
    );
    const running = [...bySource].map(async ([source, entries]) => {
      const answers = await this.#scripts.run(
        source,
        entries.map(([, job]) => callOf(job)),
      );
      for (const [i, [index]] of entries.entries()) outcomes[index] = decoded(answers[i]!);
    });
    await Promise.all(running);
    return outcomes;
  }

  /** Why a codec can never work; undefined when it can be read. */
  async check({ kind, source }: CodecChoice): Promise<Refusal | undefined> {
    if (kind !== SCRIPT_KIND) return undefined;
    const probe: CodecCall = { op: "decode", bytes: [], fPort: 1, now: 0, seed: 0 };
    const [answer] = await this.#scripts.run(source, [probe]);
    return answer!.ok || answer!.code !== "CODEC_SYNTAX" ? undefined : answer;
  }

  /** Refusals: `CODEC_…`, `CODEC_NO_ENCODER` */
  async encode({
    codec,
    object,
    fPort,
    time,
    variables,
    logs,
  }: EncodeJob): Promise<Result<EncodedPayload>> {
    if (codec.kind !== SCRIPT_KIND) {
      return refuse("CODEC_NO_ENCODER", "the device's profile has no codec that encodes");
    }
    const now = Math.trunc(instantToMs(time));
    const call: CodecCall = {
      op: "encode",
      data: object,
      fPort,
      now,
      seed: now | 0,
      variables,
      ...(logs && { logs }),
    };
    const [answer] = await this.#scripts.run(codec.source, [call]);
    if (!answer!.ok) return answer as Refusal;
    const { bytes, errors, warnings, fPort: toPort = fPort, logs: written } = answer!.value;
    if (errors.length > 0) return refuse("CODEC_ERRORS", errors.join("; "));
    if (!bytes || !bytes.every((byte) => Number.isInteger(byte) && byte >= -128 && byte <= 255)) {
      return refuse("CODEC_RESULT", "the codec returned no bytes");
    }
    if (bytes.length > MAX_BYTES)
      return refuse("CODEC_RESULT", `${bytes.length} bytes are too many`);
    return accept({
      bytes: Uint8Array.from(bytes),
      warnings,
      ...(toPort !== undefined && toPort !== null && { fPort: toPort }),
      ...(written && { logs: written }),
    });
  }
}

function builtIn({ codec, fPort, bytes }: DecodeJob): DecodeOutcome | undefined {
  const result = codecOf(codec.kind)?.decode({ fPort, bytes });
  return result?.ok ? { ok: true, object: result.value, warnings: [] } : result;
}

function callOf({ bytes, fPort, time, variables, logs }: DecodeJob): CodecCall {
  const now = Math.trunc(instantToMs(time));
  const seed = seedOf(bytes, now);
  return { op: "decode", bytes: [...bytes], fPort, now, seed, variables, ...(logs && { logs }) };
}

/** FNV-1a over the payload and its time: the same frame has the same chance again. */
function seedOf(bytes: Uint8Array, now: number): number {
  let hash = 0x811c9dc5 ^ (now | 0);
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}

function decoded(answer: CodecAnswer): DecodeOutcome {
  if (!answer.ok) return answer;
  const { data, normalized, warnings, errors, logs } = answer.value;
  const told = logs && { logs };
  if (errors.length > 0) return { ...refuse("CODEC_ERRORS", errors.join("; ")), ...told };
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return { ...refuse("CODEC_RESULT", "data is no object"), ...told };
  }
  const object = data as Readonly<Record<string, unknown>>;
  return { ok: true, object, warnings, ...(normalized !== undefined && { normalized }), ...told };
}
