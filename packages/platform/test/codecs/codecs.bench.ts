import vm from "node:vm";
import type { CodecCall } from "../../src/codecs/script/call.ts";
import { FACTORY_HEAD, FACTORY_TAIL } from "../../src/codecs/script/harness.ts";
import { Sandbox } from "../../src/codecs/script/sandbox.ts";

/** What a typical codec of a climate sensor does: a port, a loop over typed fields, scaling, flags. */
const TYPICAL = `
function signed(high, low) { var v = (high << 8) | low; return v > 32767 ? v - 65536 : v; }
function decodeUplink(input) {
  var bytes = input.bytes, data = {}, warnings = [];
  if (input.fPort !== 2) return { errors: ["unknown FPort"] };
  data.battery = ((bytes[0] << 8) | bytes[1]) / 1000;
  for (var i = 2; i + 2 < bytes.length; i += 3) {
    switch (bytes[i]) {
      case 1: data.temperature = signed(bytes[i + 1], bytes[i + 2]) / 10; break;
      case 2: data.humidity = bytes[i + 1] / 2; break;
      case 3: data.light = (bytes[i + 1] << 8) | bytes[i + 2]; break;
      case 4: data.motion = (bytes[i + 1] & 1) === 1; data.contact = bytes[i + 2] ? "open" : "closed"; break;
    }
  }
  if (data.battery < 2.4) warnings.push("battery low");
  return { data: data, warnings: warnings };
}`;
const BYTES = [12, 44, 1, 0, 231, 2, 120, 0, 3, 1, 44, 4, 1, 0];
const CALL: CodecCall = { op: "decode", bytes: BYTES, fPort: 2, now: 1_795_243_699_123, seed: 7 };
const TARGET_PER_S = 50_000;
const ROUNDS = 5;
const PER_ROUND = 30_000;

/** Calls in a second of this thread's own time, the median of some rounds. */
function rates(runs: readonly (() => unknown)[]): number[] {
  const all = runs.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, run] of runs.entries()) {
      const before = process.threadCpuUsage();
      for (let i = 0; i < PER_ROUND; i++) run();
      const { user, system } = process.threadCpuUsage(before);
      // The first round warms up.
      if (round > 0) all[index]!.push(PER_ROUND / ((user + system) / 1e6));
    }
  }
  return all.map((some) => some.toSorted((a, b) => a - b)[ROUNDS >> 1]!);
}

export async function run(): Promise<void> {
  const compiled = (await Sandbox.open()).compile(TYPICAL);
  if (!compiled.ok) throw new Error(compiled.reason);
  // What V8 does without any of what makes it safe: same instance per call, same JSON out.
  const factory = vm.runInThisContext(FACTORY_HEAD + TYPICAL + FACTORY_TAIL) as () => {
    decodeUplink(input: object): unknown;
  };
  const plain = (): unknown => JSON.stringify(factory().decodeUplink({ ...CALL }));
  const inside = (): unknown => compiled.value.run(CALL);
  const [sandbox, v8] = rates([inside, plain]) as [number, number];
  const began = process.threadCpuUsage();
  for (let i = 0; i < 20; i++) (await Sandbox.open()).compile(TYPICAL);
  const { user, system } = process.threadCpuUsage(began);
  const per = (rate: number): string => `${Math.round(rate).toLocaleString("en")}/s`;
  console.log(
    `decodes of a typical codec (${BYTES.length} B), by thread time, medians of ${ROUNDS} rounds of ${PER_ROUND}`,
  );
  console.log(
    `  in the sandbox  ${per(sandbox)}  target ${per(TARGET_PER_S)}: ${sandbox >= TARGET_PER_S ? "reached" : "missed"}`,
  );
  console.log(
    `  in plain V8     ${per(v8)}  (${(v8 / sandbox).toFixed(1)} times as many, with no protection at all)`,
  );
  console.log(
    `  a fresh engine with the codec compiled: ${((user + system) / 20_000).toFixed(1)} ms`,
  );
}
