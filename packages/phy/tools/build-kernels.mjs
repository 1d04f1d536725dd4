// Compiles the AssemblyScript kernels to WebAssembly and writes them as a TypeScript module of base64, so that the room runs
// in a browser without fetching files. Does nothing when the output is newer than the source.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "assembly", "kernels.ts");
const target = join(root, "src", "kernels", "kernels.wasm.gen.ts");

if (!existsSync(target) || statSync(target).mtimeMs < newest()) await build();

function newest() {
  return Math.max(statSync(source).mtimeMs, statSync(fileURLToPath(import.meta.url)).mtimeMs);
}

async function build() {
  const { default: asc } = await import("assemblyscript/asc");
  const wasm = join(tmpdir(), `lorats-kernels-${process.pid}.wasm`);
  const { error } = await asc.main([
    source,
    "--outFile",
    wasm,
    "-O3",
    "--converge",
    "--runtime",
    "stub",
    "--enable",
    "simd",
    "--importMemory",
    "--noAssert",
  ]);
  if (error) throw error;
  const bytes = readFileSync(wasm);
  rmSync(wasm);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(
    target,
    `/** WebAssembly of assembly/kernels.ts, base64. Built by tools/build-kernels.mjs. */\nexport const KERNELS_WASM: string =\n  "${bytes.toString("base64")}";\n`,
  );
}
