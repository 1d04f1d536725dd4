import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CodecAnswer, CodecCall, CodecValue } from "../../../src/codecs/script/call.ts";
import { Sandbox, type CompiledCodec } from "../../../src/codecs/script/sandbox.ts";

let sandbox = await Sandbox.open();
const NOW = Date.UTC(2026, 10, 21, 6, 48, 19, 123);

function compile(source: string): CompiledCodec {
  const compiled = sandbox.compile(source);
  assert.ok(compiled.ok, compiled.ok ? "" : compiled.reason);
  return compiled.value;
}

function call(fields: Partial<Extract<CodecCall, { bytes: readonly number[] }>> = {}): CodecCall {
  return { op: "decode", bytes: [1, 2, 3], fPort: 10, now: NOW, seed: 7, ...fields };
}

function good(answer: CodecAnswer): CodecValue {
  assert.ok(answer.ok, answer.ok ? "" : `${answer.code} ${answer.reason}`);
  return answer.value;
}

/** Runs the body of a `decodeUplink` once. */
function decode(body: string, fields = {}): CodecAnswer {
  const codec = compile(`function decodeUplink(input) { ${body} }`);
  try {
    return codec.run(call(fields));
  } finally {
    codec.dispose();
  }
}

const data = (body: string, fields = {}): unknown => good(decode(body, fields)).data;

describe("entry points", () => {
  it("of ChirpStack v4 and The Things Stack", () => {
    const codec = compile(`
      function decodeUplink(input) {
        return { data: { first: input.bytes[0], port: input.fPort, at: input.recvTime.toISOString(), v: input.variables.v },
                 warnings: ["w"] };
      }
      function normalizeUplink(input) { return { data: { air: { temperature: input.data.first } } }; }
      function encodeDownlink(input) { return { bytes: [input.data.level, 256 - 1], fPort: 4 }; }
      function decodeDownlink(input) { return { data: { level: input.bytes[0] } }; }
    `);
    const up = good(codec.run(call({ variables: { v: "x" } })));
    assert.deepEqual(up.data, { first: 1, port: 10, at: "2026-11-21T06:48:19.123Z", v: "x" });
    assert.deepEqual(
      [up.normalized, up.warnings, up.errors],
      [{ air: { temperature: 1 } }, ["w"], []],
    );
    const down = good(codec.run({ op: "encode", data: { level: 5 }, now: 0, seed: 0 }));
    assert.deepEqual([down.bytes, down.fPort], [[5, 255], 4]);
    assert.deepEqual(good(codec.run(call({ op: "decodeDownlink" }))).data, { level: 1 });
  });

  it("of older releases", () => {
    const ttn = compile(`function Decoder(bytes, port) { return { a: bytes[0], port: port }; }
      function Encoder(object, port) { return [object.a, port]; }`);
    assert.deepEqual(good(ttn.run(call())).data, { a: 1, port: 10 });
    assert.deepEqual(
      good(ttn.run({ op: "encode", data: { a: 3 }, fPort: 9, now: 0, seed: 0 })).bytes,
      [3, 9],
    );
    const chirpstack =
      compile(`function Decode(fPort, bytes, variables) { return { a: bytes[1], v: variables }; }
      function Encode(fPort, obj) { return [fPort, obj.a]; }`);
    assert.deepEqual(good(chirpstack.run(call({ variables: { k: "1" } }))).data, {
      a: 2,
      v: { k: "1" },
    });
    assert.deepEqual(
      good(chirpstack.run({ op: "encode", data: { a: 3 }, fPort: 9, now: 0, seed: 0 })).bytes,
      [9, 3],
    );
  });

  it("are missed with a clear word", () => {
    const codec = compile("var x = 1;");
    const answer = codec.run(call());
    assert.deepEqual(answer.ok ? "" : answer.code, "CODEC_NO_ENTRY");
  });
});

describe("sloppy scripts of the wild", () => {
  it("run: octals, implicit globals, redeclarations, with, module.exports, arguments", () => {
    const codec = compile(`
      var a = 010; var a = 011;
      function twice() { return 1; } function twice() { return 2; }
      function decodeUplink(input) {
        leaked = typeof leaked === "undefined" ? 1 : leaked + 1;
        with (input) { var n = bytes.length; }
        return { data: { a: a, twice: twice(), n: n, leaked: leaked, count: arguments.length } };
      }
      module.exports = { decodeUplink: decodeUplink };
    `);
    for (let i = 0; i < 3; i++) {
      assert.deepEqual(good(codec.run(call())).data, { a: 9, twice: 2, n: 3, leaked: 1, count: 1 });
    }
  });

  it("may bring polyfills and override what objects inherit", () => {
    const codec = compile(`"use strict";
      Array.prototype.second = function () { return this[1]; };
      Object.prototype.readInt8 = function (at) { return this[at]; };
      class Fault extends Error { constructor(m) { super(m); this.name = "Fault"; } }
      function Reading(v) { this.v = v; }
      Reading.prototype.toString = function () { return "reading " + this.v; };
      function decodeUplink(input) {
        const o = {}; o.toString = () => "mine"; o.constructor = 1;
        return { data: { second: input.bytes.second(), first: input.bytes.readInt8(0), name: new Fault("x").name,
          text: String(new Reading(3)), own: String(o) } };
      }`);
    for (let i = 0; i < 2; i++) {
      const { data: got } = good(codec.run(call()));
      assert.deepEqual(got, { second: 2, first: 1, name: "Fault", text: "reading 3", own: "mine" });
    }
  });

  it("find Buffer, TextDecoder, atob and a console", () => {
    const body = `console.log("seen", { a: 1 }); const b = Buffer.from([0xff, 0xfe, 0x41, 0x80]);
      return { data: [b.readInt16BE(0), b.readUInt16LE(0), b.readUInt8(2), b.toString("hex"), Buffer.from("00ff", "hex")[1],
        b.slice(2, 3).toString("ascii"), new TextDecoder().decode(new Uint8Array([0xe2, 0x82, 0xac])),
        atob("QUI="), btoa("AB"), Buffer.from("é").length, b.readFloatBE(0), Buffer.concat([b, b]).length] };`;
    const answer = good(decode(body, { logs: true }));
    const b = Buffer.from([0xff, 0xfe, 0x41, 0x80]);
    assert.deepEqual(answer.data, [
      -2,
      0xfeff,
      0x41,
      "fffe4180",
      255,
      "A",
      "€",
      "AB",
      "QUI=",
      2,
      JSON.parse(JSON.stringify(b.readFloatBE(0))) as unknown,
      8,
    ]);
    assert.deepEqual(answer.logs, ['seen {"a":1}']);
  });
});

describe("repeatability", () => {
  it("has the frame's time, in UTC, and chance from a seed", () => {
    const body = `return { data: [Date.now(), new Date().getHours(), new Date(2020, 0, 1, 12).toISOString(),
      new Date("2020-01-01T00:00:00").getTime(), new Date("2020-01-01").getTime(), new Date(5).getTimezoneOffset(),
      String(new Date()), Date(), new Date(NaN).getTime() !== 0, Math.random(), Math.random()] };`;
    const first = data(body) as unknown[];
    assert.deepEqual(first.slice(0, 9), [
      NOW,
      6,
      "2020-01-01T12:00:00.000Z",
      Date.UTC(2020, 0, 1),
      Date.UTC(2020, 0, 1),
      0,
      "Sat Nov 21 2026 06:48:19 GMT+0000 (Coordinated Universal Time)",
      "Sat Nov 21 2026 06:48:19 GMT+0000 (Coordinated Universal Time)",
      true,
    ]);
    assert.deepEqual(data(body), first);
    assert.notDeepEqual(data(body, { seed: 8 }), first);
  });
});

describe("a hostile codec costs its own event", () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["an endless loop", "for (;;) {}", /CODEC_TIME/],
    ["an endless loop that catches", "for (;;) { try { for (;;) {} } catch {} }", /CODEC_TIME/],
    [
      "a memory bomb",
      "const a = []; for (;;) a.push(new Array(1000).fill(1));",
      /CODEC_MEMORY|CODEC_TIME/,
    ],
    ["one huge array", "return { data: new Array(1e9).fill(0) };", /CODEC_MEMORY|CODEC_TIME/],
    ["one huge text", 'return { data: "x".repeat(1e9) };', /CODEC_MEMORY|CODEC_THREW/],
    ["a long text", 'return { data: "x".repeat(1e6) };', /CODEC_OUTPUT/],
    [
      "deep recursion",
      "function f() { return f() + 1; } return { data: f() };",
      /CODEC_THREW.*(stack|recursion)/i,
    ],
    [
      "a deep result",
      "let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; return { data: o };",
      /CODEC_/,
    ],
    ["a cycle", "const o = {}; o.o = o; return { data: o };", /CODEC_THREW.*circular/],
    ["a big integer", "return { data: 1n };", /CODEC_THREW/],
    ["a promise", "return (async () => ({ data: 1 }))();", /CODEC_RESULT.*promise/],
    ["nothing", "return;", /CODEC_RESULT/],
    ["a thrown object", "throw { code: 7 };", /CODEC_THREW.*"code":7/],
    ["a thrown trap", "throw { toJSON() { throw 1; }, toString() { throw 2; } };", /CODEC_THREW/],
    ["a thrown null", "throw null;", /CODEC_THREW.*null/],
    ["an error", "\nundefined.x;", /CODEC_THREW.*TypeError.*line 2/],
    ["an endless getter", "return { get data() { for (;;) {} } };", /CODEC_TIME/],
    ["an endless toJSON", "return { data: { toJSON() { for (;;) {} } } };", /CODEC_TIME/],
    [
      "a slow pattern",
      'return { data: /^(a+)+$/.test("a".repeat(40) + "b") };',
      /CODEC_TIME|CODEC_THREW/,
    ],
  ];
  for (const [name, body, expected] of cases) {
    it(name, async () => {
      const answer = decode(body);
      if (sandbox.broken) sandbox = await Sandbox.open();
      assert.match(
        answer.ok
          ? `took it: ${JSON.stringify(answer.value).slice(0, 80)}`
          : `${answer.code} ${answer.reason}`,
        expected,
      );
      assert.deepEqual(data("return { data: 1 };"), 1);
    });
  }

  it("and NaN, Infinity, getters and proxies become plain JSON", () => {
    const body = `return new Proxy({ data: { n: NaN, i: Infinity, u: undefined, get g() { return 5; } } }, {});`;
    assert.deepEqual(data(body), { n: null, i: null, g: 5 });
  });

  it("also at its top level, and with a source that cannot be read", () => {
    const code = (source: string): string => {
      const compiled = sandbox.compile(source);
      if (compiled.ok) return good(compiled.value.run(call())).data as string;
      return `${compiled.code} ${compiled.reason}`;
    };
    assert.match(code("for (;;) {}"), /CODEC_TIME/);
    assert.match(code("function decodeUplink( {"), /CODEC_SYNTAX.*line 1/);
    // Reaches out of what is put around it.
    assert.match(code("}); globalThis.x = 1; (function () {"), /CODEC_SYNTAX/);
  });
});

describe("nothing is left for the next call", () => {
  const attempts: readonly (readonly [string, string, string])[] = [
    ["a global", "globalThis.left = 1; other = 2;", "typeof left + typeof other"],
    ["a variable of the script", "kept = (kept || 0) + 1;", "String(kept)"],
    [
      "a prototype",
      "try { Object.prototype.left = 1; Array.prototype.push = null; } catch {}",
      "typeof [].left + typeof [].push",
    ],
    [
      "a built-in function",
      "try { Math.max = () => 7; JSON.parse = null; } catch {}",
      "String(Math.max(1)) + typeof JSON.parse",
    ],
    [
      "a shim",
      "try { Buffer.from = 1; console.left = 1; } catch {}",
      "typeof Buffer.from + typeof console.left",
    ],
    [
      "a hidden global",
      "try { Object.defineProperty(globalThis, 'hid', { value: 1 }); } catch {}",
      "typeof hid",
    ],
    ["a symbol", "globalThis[Symbol.for('s')] = 1;", "typeof globalThis[Symbol.for('s')]"],
    ["an evaluated variable", "(0, eval)('var ev = 1');", "typeof ev"],
    [
      "a generator's prototype",
      "try { Object.getPrototypeOf(function* () {}).left = 1; } catch {}",
      "typeof (function* () {}).left",
    ],
    [
      "a pattern's last match",
      "/(x)/.exec('x');",
      "typeof RegExp.$1 === 'string' ? RegExp.$1 : ''",
    ],
  ];
  for (const [name, attempt, look] of attempts) {
    it(name, () => {
      const source = `var kept; function decodeUplink(input) {
        if (input.fPort === 1) { ${attempt} return { data: "done" }; }
        return { data: ${look} };
      }`;
      const fresh = good(compile(source).run(call())).data;
      let codec = compile(source);
      codec.run(call({ fPort: 1 }));
      // One whose engine was changed says so, and is replaced.
      if (codec.spoiled) codec = compile(source);
      assert.deepEqual(good(codec.run(call())).data, fresh);
    });
  }

  it("not even the input of the caller", () => {
    const bytes = [1, 2, 3];
    data("input.bytes.length = 0; input.bytes.push(9); return { data: 1 };", { bytes });
    assert.deepEqual(bytes, [1, 2, 3]);
  });
});

describe("no way out", () => {
  it("finds neither modules, files, network nor timers", () => {
    const names = [
      "require",
      "process",
      "fetch",
      "XMLHttpRequest",
      "setTimeout",
      "Deno",
      "std",
      "os",
      "importScripts",
      "WebAssembly",
    ];
    const body = `return { data: ${JSON.stringify(names)}.filter((n) => typeof globalThis[n] !== "undefined") };`;
    assert.deepEqual(data(body), []);
    const compiled = sandbox.compile('import fs from "node:fs"; function decodeUplink() {}');
    assert.equal(compiled.ok, false);
    const dynamic = decode('import("node:fs"); return { data: 1 };');
    assert.ok(dynamic.ok ? dynamic.value.data === 1 : dynamic.code === "CODEC_THREW");
  });
});
