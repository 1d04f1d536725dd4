import { DETERMINISM } from "./determinism.ts";
import { FREEZE } from "./freeze.ts";
import { SHIMS } from "./shims.ts";

/** The functions that a codec may bring: today's of ChirpStack v4 and The Things Stack, and the older ones. */
const ENTRY_POINTS = [
  "decodeUplink",
  "normalizeUplink",
  "encodeDownlink",
  "decodeDownlink",
  // The Things Network v2
  "Decoder",
  "Encoder",
  // ChirpStack v3
  "Decode",
  "Encode",
] as const;

/** What stands around a codec's source. On one line, so that its lines keep their numbers. */
export const FACTORY_HEAD = "(function(module,exports){";
export const FACTORY_TAIL: string = `
;return {${ENTRY_POINTS.map((name) => `${name}: typeof ${name} === "function" ? ${name} : undefined`).join(", ")}};})`;

/**
 * Runs in the sandbox and evaluates to a function that takes the codec's factory and returns the caller: text in, text
 * out, one fresh instance of the codec for every call. It keeps its own references to what it needs, since a codec may
 * have replaced what the globals name.
 */
export const HARNESS: string = String.raw`(function () {
"use strict";
const world = globalThis;
const state = { now: 0, seed: 0, logs: undefined };
const { parse, stringify } = JSON;
const { getPrototypeOf } = Object;
const { ownKeys, deleteProperty } = Reflect;
const RealError = Error;
${DETERMINISM}
${SHIMS}
${FREEZE}
const textOf = String;
const { isArray } = Array;
function words(list) {
  if (list === undefined || list === null) return [];
  const all = isArray(list) ? list : [list];
  const result = [];
  for (let i = 0; i < all.length && i < 100; i++) result[i] = textOf(all[i]);
  return result;
}
class Refused { constructor(code, reason) { this.code = code; this.reason = reason; } }
function checked(result) {
  if (typeof result !== "object" || result === null) throw new Refused("CODEC_RESULT", "the codec returned no object");
  if (typeof result.then === "function") throw new Refused("CODEC_RESULT", "the codec returned a promise: it must not be async");
  return result;
}
const OPERATIONS = {
  decode(codec, { bytes, fPort, variables, also }) {
    if (codec.decodeUplink) {
      return checked(codec.decodeUplink({ ...also, bytes, fPort, recvTime: new RealDate(state.now), variables }));
    }
    if (codec.Decoder) return { data: checked(codec.Decoder(bytes, fPort)) };
    if (codec.Decode) return { data: checked(codec.Decode(fPort, bytes, variables)) };
    throw new Refused("CODEC_NO_ENTRY", "the codec has no decodeUplink");
  },
  decodeDownlink(codec, { bytes, fPort, variables, also }) {
    if (!codec.decodeDownlink) throw new Refused("CODEC_NO_ENTRY", "the codec has no decodeDownlink");
    return checked(codec.decodeDownlink({ ...also, bytes, fPort, variables }));
  },
  normalize(codec, { data }) {
    if (!codec.normalizeUplink) throw new Refused("CODEC_NO_ENTRY", "the codec has no normalizeUplink");
    return checked(codec.normalizeUplink({ data }));
  },
  encode(codec, { data, fPort, variables, also }) {
    if (codec.encodeDownlink) return checked(codec.encodeDownlink({ ...also, data, fPort, variables }));
    if (codec.Encoder) return { bytes: checked(codec.Encoder(data, fPort)), fPort };
    if (codec.Encode) return { bytes: checked(codec.Encode(fPort, data, variables)), fPort };
    throw new Refused("CODEC_NO_ENTRY", "the codec has no encodeDownlink");
  },
};
function describe(error) {
  try {
    if (!(error instanceof RealError)) return textOf(typeof error === "object" ? stringify(error) : error).slice(0, 500);
    const line = /codec\.js:(\d+)/.exec(error.stack || "");
    return (textOf(error.name) + ": " + textOf(error.message)).slice(0, 500) + (line ? " (line " + line[1] + ")" : "");
  } catch {
    return "something was thrown that cannot be shown";
  }
}
return function (factory, maxOutput) {
  // Once for the polyfills that the codec brings; then nothing can be changed any more.
  let broken;
  try { const module = { exports: {} }; factory(module, module.exports); } catch (error) { broken = describe(error); }
  for (const key in world) delete world[key];
  const builtIn = freezeIntrinsics();
  const kept = new Set(ownKeys(world));
  /** Removes what a call left in the global object; true when that is not possible. */
  const tidy = () => {
    const keys = ownKeys(world);
    if (keys.length === kept.size) return getPrototypeOf(world) !== builtIn;
    let stuck = getPrototypeOf(world) !== builtIn;
    for (const key of keys) if (!kept.has(key)) stuck = !deleteProperty(world, key) || stuck;
    return stuck;
  };
  return function (text) {
    const input = parse(text);
    state.now = input.now;
    state.seed = input.seed;
    state.logs = input.logs ? [] : undefined;
    let answer;
    try {
      const module = { exports: {} };
      const codec = factory(module, module.exports);
      const result = OPERATIONS[input.op](codec, input);
      const told = {
        data: result.data,
        bytes: result.bytes && Array.from(result.bytes),
        fPort: result.fPort,
        warnings: words(result.warnings),
        errors: words(result.errors),
      };
      if (input.op === "decode" && codec.normalizeUplink && told.errors.length === 0) {
        const normalized = OPERATIONS.normalize(codec, { data: result.data });
        told.normalized = normalized.data;
        told.warnings = told.warnings.concat(words(normalized.warnings));
        told.errors = words(normalized.errors);
      }
      if (state.logs) told.logs = state.logs;
      answer = stringify({ ok: true, value: told });
      if (answer.length > maxOutput) throw new Refused("CODEC_OUTPUT", "the result is longer than " + maxOutput + " characters");
    } catch (error) {
      const refused = error instanceof Refused ? error : { code: "CODEC_THREW", reason: describe(error) };
      answer = stringify({ ok: false, code: refused.code, reason: refused.reason, logs: state.logs });
    }
    return tidy() ? "!" + answer : answer;
  };
};
})()`;
