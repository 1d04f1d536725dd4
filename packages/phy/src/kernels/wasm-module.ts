import { fromBase64 } from "@lorats/base";
import { KERNELS_WASM } from "./kernels.wasm.gen.ts";

/** The part of the standard object that is used; the room's libraries are neither the browser's nor Node's. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number }) => { buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { exports: unknown };
};

const PAGE_BYTES = 65_536;

let compiled: object | undefined;

/** The compiled kernels. */
export const WasmModule = {
  /** A new instance with a memory of its own, of `bytes` at least: functions know addresses only. */
  instance<Exports>(bytes: number): {
    readonly exports: Exports;
    readonly memory: { readonly buffer: ArrayBuffer };
  } {
    const pages = Math.ceil(bytes / PAGE_BYTES);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    compiled ??= new WebAssembly.Module(fromBase64(KERNELS_WASM));
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    return { exports: exports as Exports, memory };
  },
};
