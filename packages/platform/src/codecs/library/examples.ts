import { isDeepStrictEqual } from "node:util";
import type { CodecAnswer, CodecCall } from "../script/call.ts";

/** What a codec's author says it makes of an input. */
export interface CodecExample {
  readonly description: string;
  readonly op: "decode" | "encode" | "decodeDownlink";
  /** What stands there besides is handed to the codec, too. */
  readonly input: Readonly<Record<string, unknown>> & {
    readonly bytes?: readonly number[];
    readonly fPort?: number;
    readonly data?: unknown;
    readonly recvTime?: string;
  };
  readonly output: {
    readonly data?: unknown;
    readonly bytes?: readonly number[];
    readonly fPort?: number;
    readonly warnings?: readonly string[];
    readonly errors?: readonly string[];
  };
  readonly normalized?: unknown;
}

/** An example that a codec does not keep to. */
export interface ExampleFailure {
  readonly description: string;
  readonly op: CodecExample["op"];
  readonly reason: string;
}

/** When frames of examples without a time of their own were received. */
const EXAMPLE_TIME_MS = Date.UTC(2024, 0, 1);

/** Runs one example; undefined when the codec makes of it what its author says. */
export async function checkExample(
  example: CodecExample,
  run: (call: CodecCall) => CodecAnswer | Promise<CodecAnswer>,
): Promise<ExampleFailure | undefined> {
  const { description, op } = example;
  const answer = await run(callOf(example));
  const reason = answer.ok
    ? differenceOf(example, answer.value)
    : `${answer.code}: ${answer.reason}`;
  return reason === undefined ? undefined : { description, op, reason };
}

function callOf({ op, input }: CodecExample): CodecCall {
  const time = input.recvTime === undefined ? Number.NaN : Date.parse(input.recvTime);
  const { bytes = [], fPort, data, recvTime: _, ...also } = input;
  const circumstances = {
    also,
    now: Number.isNaN(time) ? EXAMPLE_TIME_MS : time,
    seed: 1,
    variables: {},
  };
  if (op === "encode") return { ...circumstances, op, data, fPort };
  return { ...circumstances, op, bytes, fPort: fPort ?? 1 };
}

function differenceOf(
  { output, normalized, op }: CodecExample,
  value: Extract<CodecAnswer, { ok: true }>["value"],
): string | undefined {
  const { errors = [], warnings = [] } = output;
  if (!same(errors, value.errors)) return `errors ${text(value.errors)} instead of ${text(errors)}`;
  if (!same(warnings, value.warnings)) {
    return `warnings ${text(value.warnings)} instead of ${text(warnings)}`;
  }
  // What a codec says beside an error is not looked at.
  if (errors.length > 0) return undefined;
  if (op === "encode") {
    const got = { bytes: value.bytes, fPort: value.fPort };
    const wanted = { bytes: output.bytes, fPort: output.fPort };
    return same(wanted, got) ? undefined : `${text(got)} instead of ${text(wanted)}`;
  }
  if (!same(output.data, value.data)) return `${text(value.data)} instead of ${text(output.data)}`;
  if (normalized === undefined || same(normalized, value.normalized)) return undefined;
  return `normalized ${text(value.normalized)} instead of ${text(normalized)}`;
}

/** Equal as JSON: what cannot be said there (undefined, NaN, -0) makes no difference. */
function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(asJson(a), asJson(b));
}

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function text(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > 300 ? `${json.slice(0, 300)}…` : json;
}
