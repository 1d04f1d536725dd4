import { PeerDataError } from "@lorats/base";
import { parse } from "yaml";
import { z } from "zod";
import type { CodecExample } from "./examples.ts";

/** A folder in The Things Network's device-repository layout, however it is held. */
export interface RepositoryFiles {
  /** A file's text by its path below the root, such as `vendor/index.yaml`; undefined where there is none. */
  read(path: string): Promise<string | undefined>;
  /** Names in a folder below the root; none where there is no folder. */
  list(path: string): Promise<readonly string[]>;
}

export interface RepositoryCodec {
  readonly vendorId: string;
  readonly codecId: string;
  readonly source: string;
  readonly examples: readonly CodecExample[];
}

export interface RepositoryDevice {
  readonly vendorId: string;
  readonly vendorName: string;
  readonly deviceId: string;
  readonly name: string;
  readonly description: string;
  readonly firmwareVersion: string;
  /** Frequency plan to codec, for the newest firmware. */
  readonly codecs: Readonly<Record<string, string>>;
}

const vendorIndex = z.object({
  vendors: z.array(z.object({ id: z.string(), name: z.string(), draft: z.boolean().optional() })),
});
const deviceIndex = z.object({ endDevices: z.array(z.string()) });
const device = z.object({
  name: z.string(),
  description: z.string().default(""),
  firmwareVersions: z
    .array(
      z.object({
        version: z.coerce.string(),
        profiles: z.record(z.string(), z.object({ codec: z.string().optional() })).optional(),
      }),
    )
    .default([]),
});

const number = z.coerce.number();
const strings = z.array(z.string()).nullish();
const example = z.object({
  description: z.string().default(""),
  input: z.looseObject({
    bytes: z.array(number).nullish(),
    fPort: number.nullish(),
    data: z.unknown().optional(),
    recvTime: z.string().nullish(),
  }),
  output: z.object({
    data: z.unknown().optional(),
    bytes: z.array(number).nullish(),
    fPort: number.nullish(),
    warnings: strings,
    errors: strings,
  }),
  normalizedOutput: z.object({ data: z.unknown().optional() }).nullish(),
});
const part = z.object({ fileName: z.string(), examples: z.array(example).nullish() }).nullish();
const codecFile = z.object({ uplinkDecoder: part, downlinkEncoder: part, downlinkDecoder: part });
type Part = NonNullable<z.infer<typeof part>>;

/** Every device of the repository, with the codecs that its newest firmware names. */
export async function* repositoryDevices(files: RepositoryFiles): AsyncIterable<RepositoryDevice> {
  const { vendors } = await load(files, "vendor/index.yaml", vendorIndex);
  for (const { id: vendorId, name: vendorName, draft } of vendors) {
    const path = `vendor/${vendorId}/index.yaml`;
    if (draft || (await files.read(path)) === undefined) continue;
    for (const deviceId of (await load(files, path, deviceIndex)).endDevices) {
      const found = await load(files, `vendor/${vendorId}/${deviceId}.yaml`, device);
      const newest = found.firmwareVersions.at(-1);
      const profiles = Object.entries(newest?.profiles ?? {});
      const codecs = profiles.flatMap(([region, { codec }]) => (codec ? [[region, codec]] : []));
      yield {
        vendorId,
        vendorName,
        deviceId,
        name: found.name,
        description: found.description,
        firmwareVersion: newest?.version ?? "",
        codecs: Object.fromEntries(codecs) as Readonly<Record<string, string>>,
      };
    }
  }
}

const CODEC_FILE = /^(uplinkDecoder|downlinkEncoder|downlinkDecoder):/m;

/** Every codec of the repository, whether a device names it or not. */
export async function* repositoryCodecIds(
  files: RepositoryFiles,
): AsyncIterable<{ readonly vendorId: string; readonly codecId: string }> {
  for (const vendorId of await files.list("vendor")) {
    for (const name of await files.list(`vendor/${vendorId}`)) {
      if (!name.endsWith(".yaml")) continue;
      const text = await files.read(`vendor/${vendorId}/${name}`);
      if (text !== undefined && CODEC_FILE.test(text)) {
        yield { vendorId, codecId: name.slice(0, -".yaml".length) };
      }
    }
  }
}

/**
 * One codec as the repository has it. Its parts may stand in several files; each part is a codec on its own there, so
 * here their sources are kept apart, too: the first is that of the decoder.
 * @throws {PeerDataError} `CODEC_LIBRARY` when a file is missing or malformed
 */
export async function repositoryCodecs(
  files: RepositoryFiles,
  vendorId: string,
  codecId: string,
): Promise<readonly RepositoryCodec[]> {
  const folder = `vendor/${vendorId}`;
  const parts = await load(files, `${folder}/${codecId}.yaml`, codecFile);
  const byFile = new Map<string, CodecExample[]>();
  const take = (one: Part | null | undefined, op: CodecExample["op"]): void => {
    if (!one) return;
    const examples = byFile.get(one.fileName) ?? [];
    examples.push(...(one.examples ?? []).map((raw) => exampleOf(raw, op)));
    byFile.set(one.fileName, examples);
  };
  take(parts.uplinkDecoder, "decode");
  take(parts.downlinkEncoder, "encode");
  take(parts.downlinkDecoder, "decodeDownlink");
  const codecs = [...byFile].map(async ([fileName, examples]): Promise<RepositoryCodec> => {
    const source = await files.read(`${folder}/${fileName}`);
    if (source === undefined) throw malformed(`${folder}/${fileName}`, "is not there");
    return { vendorId, codecId, source, examples };
  });
  return Promise.all(codecs);
}

type Raw = z.infer<typeof example>;

function exampleOf(
  { description, input, output, normalizedOutput }: Raw,
  op: CodecExample["op"],
): CodecExample {
  const drop = <T extends object>(fields: T): T =>
    Object.fromEntries(
      Object.entries(fields).filter(([, v]) => v !== undefined && v !== null),
    ) as T;
  return drop({
    description,
    op,
    input: drop(input),
    output: drop(output),
    normalized: normalizedOutput?.data,
  }) as CodecExample;
}

async function load<T>(files: RepositoryFiles, path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await files.read(path);
  if (text === undefined) throw malformed(path, "is not there");
  let content: unknown;
  try {
    content = parse(text, { maxAliasCount: 1000 });
  } catch (cause) {
    throw malformed(path, `is no YAML: ${(cause as Error).message.split("\n")[0]}`);
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw malformed(path, `${issue!.path.join(".")}: ${issue!.message}`);
}

function malformed(path: string, what: string): PeerDataError {
  return new PeerDataError("CODEC_LIBRARY", `${path} ${what}`);
}
