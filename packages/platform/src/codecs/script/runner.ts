import type { CodecAnswer, CodecCall } from "./call.ts";
import { Sandbox, type CompiledCodec } from "./sandbox.ts";

/** Where users' scripts run. Every answer belongs to the call at its place. */
export interface ScriptRunner {
  /** Never rejects because of what a script does. @throws {UnavailableError} `CODEC_UNAVAILABLE` */
  run(source: string, calls: readonly CodecCall[]): Promise<readonly CodecAnswer[]>;
}

/** How many codecs are kept compiled: each holds about a megabyte. */
const KEPT = 64;

/** Runs scripts where it is called, one after the other: for a thread of its own, for tools and tests. */
export class SandboxRunner implements ScriptRunner {
  readonly #compiled = new Map<string, CompiledCodec>();
  #sandbox: Promise<Sandbox> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  run(source: string, calls: readonly CodecCall[]): Promise<readonly CodecAnswer[]> {
    const done = this.#last.then(() => this.#run(source, calls));
    this.#last = done.catch(() => {});
    return done;
  }

  dispose(): void {
    for (const codec of this.#compiled.values()) codec.dispose();
    this.#compiled.clear();
  }

  async #run(source: string, calls: readonly CodecCall[]): Promise<readonly CodecAnswer[]> {
    const answers: CodecAnswer[] = [];
    for (const call of calls) answers.push(await this.#one(source, call));
    return answers;
  }

  async #one(source: string, call: CodecCall): Promise<CodecAnswer> {
    const known = this.#compiled.get(source);
    // The one used last stands last.
    this.#compiled.delete(source);
    const codec = known ?? (await this.#compile(source));
    if (!(codec instanceof Object) || !("run" in codec)) return codec;
    const answer = codec.run(call);
    if (codec.spoiled) codec.dispose();
    else this.#keep(source, codec);
    await this.#replaceBroken();
    return answer;
  }

  async #compile(source: string): Promise<CompiledCodec | CodecAnswer> {
    this.#sandbox ??= Sandbox.open();
    const compiled = (await this.#sandbox).compile(source);
    await this.#replaceBroken();
    return compiled.ok ? compiled.value : compiled;
  }

  #keep(source: string, codec: CompiledCodec): void {
    this.#compiled.set(source, codec);
    if (this.#compiled.size <= KEPT) return;
    const [oldest] = this.#compiled;
    this.#compiled.delete(oldest![0]);
    oldest![1].dispose();
  }

  /** An engine that broke is left as it is, with all that was compiled in it. */
  async #replaceBroken(): Promise<void> {
    if ((await this.#sandbox)?.broken !== true) return;
    this.#compiled.clear();
    this.#sandbox = undefined;
  }
}
