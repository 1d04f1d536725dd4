import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import {
  checkExample,
  repositoryCodecIds,
  repositoryCodecs,
  type CodecAnswer,
  type CodecCall,
  type ExampleFailure,
  type RepositoryFiles,
  type ScriptRunner,
} from "@lorats/platform";

/** A checkout of a device repository on disk. Nothing outside of it is read, whatever its files name. */
export function repositoryOn(folder: string): RepositoryFiles {
  const root = path.resolve(folder);
  const inside = (name: string): string | undefined => {
    const file = path.resolve(root, name);
    return file.startsWith(root + path.sep) ? file : undefined;
  };
  return {
    async read(name) {
      const file = inside(name);
      return file === undefined ? undefined : readFile(file, "utf8").catch(() => undefined);
    },
    async list(name) {
      const below = inside(name);
      return below === undefined ? [] : readdir(below).catch(() => []);
    },
  };
}

export interface CodecReport {
  readonly codec: string;
  readonly examples: number;
  readonly failures: readonly ExampleFailure[];
  /** Why it could not be read at all. */
  readonly problem?: string;
}

/** Runs the examples of every codec, or of one vendor's. */
export async function* checkRepository(
  files: RepositoryFiles,
  runner: ScriptRunner,
  vendor: string | undefined,
): AsyncIterable<CodecReport> {
  for await (const { vendorId, codecId } of repositoryCodecIds(files)) {
    if (vendor !== undefined && vendor !== vendorId) continue;
    yield await checkCodec(files, runner, vendorId, codecId);
  }
}

/** Runs the examples of one codec. */
export async function checkCodec(
  files: RepositoryFiles,
  runner: ScriptRunner,
  vendorId: string,
  codecId: string,
): Promise<CodecReport> {
  const codec = `${vendorId}/${codecId}`;
  try {
    const parts = await repositoryCodecs(files, vendorId, codecId);
    const failures: ExampleFailure[] = [];
    for (const { source, examples } of parts) {
      for (const example of examples) {
        const failure = await checkExample(example, (call) => runOne(runner, source, call));
        if (failure) failures.push(failure);
      }
    }
    const examples = parts.reduce((sum, part) => sum + part.examples.length, 0);
    return { codec, examples, failures };
  } catch (error) {
    return { codec, examples: 0, failures: [], problem: (error as Error).message };
  }
}

async function runOne(runner: ScriptRunner, source: string, call: CodecCall): Promise<CodecAnswer> {
  return (await runner.run(source, [call]))[0]!;
}
