import assert from "node:assert/strict";
import { test } from "node:test";
import {
  RTL_TCP_COMMANDS,
  TUNERS,
  decodeRtlTcpCommand,
  decodeRtlTcpHeader,
  encodeRtlTcpCommand,
  encodeRtlTcpHeader,
  ifGainParameter,
  readIfGain,
  type RtlTcpCommandName,
} from "@lorats/backhaul";
import { CallerError, fromHex } from "@lorats/base";
import fc from "fast-check";
import { u32 } from "../arbitraries.ts";

test("rtl_tcp.c: the header of an R820T with its 29 gains", () => {
  const header = { tuner: "R820T", gainCount: 29 } as const;
  const bytes = fromHex("52544c30 00000005 0000001d");
  assert.deepEqual(encodeRtlTcpHeader(header), bytes);
  assert.deepEqual(decodeRtlTcpHeader(bytes), { ok: true, value: header });
});

test("a short header, a foreign one, a tuner of the future", () => {
  const code = (hex: string) => {
    const header = decodeRtlTcpHeader(fromHex(hex));
    return header.ok ? header.value.tuner : header.code;
  };
  assert.equal(code("52544c3000000005000000"), "RTLTCP_TOO_SHORT");
  assert.equal(code("485454502f312e3120343030"), "RTLTCP_BAD_MAGIC");
  assert.equal(code("52544c30000000630000001d"), "unknown");
});

test("rtl_tcp.c: commands as bytes", () => {
  const cases: readonly [RtlTcpCommandName, number, string][] = [
    ["setFrequency", 868_100_000, "0133be27a0"],
    ["setSampleRate", 2_400_000, "0200249f00"],
    ["setGainMode", 1, "0300000001"],
    ["setGain", 496, "04000001f0"],
    ["setGain", -10, "04fffffff6"],
    ["setFrequencyCorrection", -2, "05fffffffe"],
    ["setBiasTee", 1, "0e00000001"],
  ];
  for (const [name, parameter, hex] of cases) {
    assert.deepEqual(encodeRtlTcpCommand({ name, parameter }), fromHex(hex), name);
    assert.deepEqual(decodeRtlTcpCommand(fromHex(hex)), { ok: true, value: { name, parameter } });
  }
});

test("all fourteen commands, every parameter, from any place in a buffer", () => {
  const names = Object.keys(RTL_TCP_COMMANDS) as RtlTcpCommandName[];
  assert.deepEqual(
    names.map((name) => RTL_TCP_COMMANDS[name]),
    Array.from({ length: 14 }, (_, i) => i + 1),
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), u32, (name, parameter) => {
      const signed = name === "setGain" || name === "setFrequencyCorrection";
      const value = { name, parameter: signed ? parameter | 0 : parameter };
      const buffer = new Uint8Array(16);
      buffer.set(encodeRtlTcpCommand(value), 7);
      assert.deepEqual(decodeRtlTcpCommand(buffer.subarray(7)), { ok: true, value });
    }),
  );
});

test("what is no command", () => {
  assert.deepEqual(decodeRtlTcpCommand(fromHex("01000000")).ok, false);
  assert.deepEqual(decodeRtlTcpCommand(fromHex("0f00000000")).ok, false);
  assert.throws(() => encodeRtlTcpCommand({ name: "setGain", parameter: 0.5 }), CallerError);
  assert.throws(() => encodeRtlTcpCommand({ name: "setGain", parameter: 2 ** 32 }), CallerError);
});

test("IF gain packs a stage and a signed gain", () => {
  assert.equal(ifGainParameter(2, -30), 0x0002_ffe2);
  assert.deepEqual(readIfGain(0x0002_ffe2), { stage: 2, tenthsDb: -30 });
  assert.deepEqual(readIfGain(ifGainParameter(6, 150)), { stage: 6, tenthsDb: 150 });
});

test("every tuner's name survives", () => {
  for (const tuner of TUNERS) {
    const header = decodeRtlTcpHeader(encodeRtlTcpHeader({ tuner, gainCount: 0 }));
    assert.equal(header.ok && header.value.tuner, tuner);
  }
});
