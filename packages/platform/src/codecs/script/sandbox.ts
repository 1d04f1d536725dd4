import { refuse, type Refusal } from "@lorats/base";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";
import type { CodecAnswer, CodecCall } from "./call.ts";
import { FACTORY_HEAD, FACTORY_TAIL, HARNESS } from "./harness.ts";

export interface SandboxLimits {
  /**
   * The longest single piece of memory, and eight bytes for each piece that a codec holds at one time: the engine
   * counts pieces, not their sizes. What all of them hold together ends at the WebAssembly memory's end.
   */
  readonly memoryBytes: number;
  /**
   * How much one call may do. Counted, not timed, so that a busy machine changes no result: one step is 10,000 jumps
   * and function calls, of which a slow core does some 5,000 in a second.
   */
  readonly steps: number;
  /** Longest result, in characters of JSON. */
  readonly outputLength: number;
}

const SANDBOX_LIMITS: SandboxLimits = {
  memoryBytes: 2 * 1024 * 1024,
  steps: 1_000,
  outputLength: 65_536,
};

declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number; maximum: number }) => never;
};

/** Of 64 KiB: from 16 to 128 MiB for all codecs of one engine. */
const PAGES = { initial: 256, maximum: 2048 };
const STACK_BYTES = 128 * 1024;
/** Reading a codec may take longer than a call. */
const LOAD_STEPS = 5_000;

/**
 * Users' JavaScript in an engine of its own (QuickJS in WebAssembly): no file, socket, clock or object of ours is in
 * there. Each codec has a runtime of its own, so what one does to its engine is nobody else's trouble.
 */
export class Sandbox {
  readonly #engine: QuickJSWASMModule;
  readonly #limits: SandboxLimits;
  readonly #state = { broken: false };

  private constructor(engine: QuickJSWASMModule, limits: SandboxLimits) {
    this.#engine = engine;
    this.#limits = limits;
  }

  static async open(limits: SandboxLimits = SANDBOX_LIMITS): Promise<Sandbox> {
    const { default: variant } =
      (await import("@jitl/quickjs-wasmfile-release-sync")) as unknown as {
        default: QuickJSSyncVariant;
      };
    const wasmMemory = new WebAssembly.Memory(PAGES);
    const engine = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory }));
    return new Sandbox(engine, limits);
  }

  /** Compiles a codec. Refusals: `CODEC_SYNTAX`, `CODEC_THREW`, `CODEC_TIME`, `CODEC_MEMORY`. */
  compile(source: string): { readonly ok: true; readonly value: CompiledCodec } | Refusal {
    const codec = new CompiledCodec(this.#engine, this.#limits, this.#state);
    const refusal = codec.load(source);
    if (!refusal) return { ok: true, value: codec };
    codec.dispose();
    return refusal;
  }

  /** A codec brought the engine itself to its knees; what runs in it from now on cannot be relied on. */
  get broken(): boolean {
    return this.#state.broken;
  }
}

/** One codec, ready to be called any number of times. */
export class CompiledCodec {
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #limits: SandboxLimits;
  readonly #engineState: { broken: boolean };
  #call: QuickJSHandle | undefined;
  #stepsLeft = 0;
  #spoiled = false;

  constructor(engine: QuickJSWASMModule, limits: SandboxLimits, engineState: { broken: boolean }) {
    this.#limits = limits;
    this.#engineState = engineState;
    this.#runtime = engine.newRuntime();
    this.#runtime.setMemoryLimit(limits.memoryBytes);
    this.#runtime.setMaxStackSize(STACK_BYTES);
    this.#runtime.setInterruptHandler(() => --this.#stepsLeft < 0);
    this.#context = this.#runtime.newContext();
  }

  /** It has to be compiled anew: a call left its engine other than it found it. */
  get spoiled(): boolean {
    return this.#spoiled;
  }

  load(source: string): Refusal | undefined {
    this.#stepsLeft = LOAD_STEPS;
    const context = this.#context;
    // Alone first: a source must not reach out of what is put around it.
    const alone = context.evalCode(source, "codec.js", { compileOnly: true });
    if (alone.error) return this.#refusal(alone.error, "CODEC_SYNTAX");
    alone.value.dispose();
    const prepare = context.unwrapResult(context.evalCode(HARNESS, "harness.js"));
    const factory = context.evalCode(FACTORY_HEAD + source + FACTORY_TAIL, "codec.js");
    if (factory.error) return this.#refusal(factory.error, "CODEC_SYNTAX");
    const max = context.newNumber(this.#limits.outputLength);
    const call = context.callFunction(prepare, context.undefined, factory.value, max);
    for (const handle of [prepare, factory.value, max]) handle.dispose();
    if (call.error) return this.#refusal(call.error, "CODEC_THREW");
    this.#call = call.value;
    return undefined;
  }

  /** Never throws. */
  run(input: CodecCall): CodecAnswer {
    try {
      return this.#run(input);
    } catch (error) {
      this.#spoiled = true;
      this.#engineState.broken = true;
      return refuse("CODEC_THREW", `the engine stopped: ${String(error).slice(0, 200)}`);
    }
  }

  #run(input: CodecCall): CodecAnswer {
    const context = this.#context;
    this.#stepsLeft = this.#limits.steps;
    const text = context.newString(JSON.stringify(input));
    const result = context.callFunction(this.#call!, context.undefined, text);
    text.dispose();
    if (result.error) {
      this.#spoiled = true;
      return this.#refusal(result.error, "CODEC_THREW");
    }
    const answer = context.getString(result.value);
    result.value.dispose();
    if (answer.startsWith("!")) this.#spoiled = true;
    const read = JSON.parse(answer.startsWith("!") ? answer.slice(1) : answer) as CodecAnswer;
    if (read.ok || !/out of memory|stack overflow|call stack/.test(read.reason)) return read;
    // The engine has been at its limits; the next call gets a fresh one.
    this.#spoiled = true;
    if (!read.reason.includes("out of memory")) return read;
    return refuse("CODEC_MEMORY", "the codec used more memory than it may");
  }

  /** Frees what it holds. An engine that broke is left as it is: its own counts are wrong, and its memory goes as a whole. */
  dispose(): void {
    if (this.#engineState.broken) return;
    try {
      this.#call?.dispose();
      this.#context.dispose();
      this.#runtime.dispose();
    } catch {
      // The engine's own bookkeeping does not add up after some overflows; it stops when it notices.
      this.#engineState.broken = true;
    }
  }

  #refusal(error: QuickJSHandle, code: string): Refusal {
    const dumped = this.#context.dump(error) as Partial<Error> | undefined;
    error.dispose();
    if (this.#stepsLeft < 0) return refuse("CODEC_TIME", "the codec did not come to an end");
    const message = `${dumped?.name ?? "Error"}: ${dumped?.message ?? JSON.stringify(dumped)}`;
    if (/out of memory/.test(message)) {
      return refuse("CODEC_MEMORY", "the codec used more memory than it may");
    }
    const line = /codec\.js:(\d+)/.exec(dumped?.stack ?? "")?.[1];
    return refuse(code, line === undefined ? message : `${message} (line ${line})`);
  }
}
