import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  decodeConfigCommand,
  decodeConnState,
  decodeDownlinkCommand,
  decodeStatsEvent,
  decodeTxAckEvent,
  decodeUplinkEvent,
  looksLikeJson,
  protobufConfigCommand,
  protobufDownlinkCommand,
} from "@lorats/backhaul";
import { fromHex, type Result } from "@lorats/base";
import fc from "fast-check";

const read = <T>(file: string): Record<string, T> =>
  JSON.parse(
    readFileSync(new URL(`../fixtures/protobuf/${file}`, import.meta.url), "utf8"),
  ) as Record<string, T>;
const json = read<unknown>("gateway-messages.json");
const hex = read<string>("gateway-messages.hex.json");

const DECODERS: Readonly<Record<string, (payload: string | Uint8Array) => Result<unknown>>> = {
  uplinkLora: decodeUplinkEvent,
  uplinkFsk: decodeUplinkEvent,
  uplinkLrFhss: decodeUplinkEvent,
  downlinkClassA: decodeDownlinkCommand,
  downlinkClassB: decodeDownlinkCommand,
  downlinkClassC: decodeDownlinkCommand,
  txAck: decodeTxAckEvent,
  stats: decodeStatsEvent,
  online: decodeConnState,
  offline: decodeConnState,
  config: decodeConfigCommand,
};

for (const [name, decode] of Object.entries(DECODERS)) {
  test(`${name}: the binary form means what the JSON form means`, () => {
    const binary = fromHex(hex[name]!);
    assert.equal(looksLikeJson(binary), false);
    const fromBinary = decode(binary);
    assert.ok(fromBinary.ok, fromBinary.ok ? "" : fromBinary.reason);
    assert.deepEqual(fromBinary, decode(JSON.stringify(json[name])));
  });
}

test("commands in the binary form are read back as they were, and by others", () => {
  for (const name of ["downlinkClassA", "downlinkClassB", "downlinkClassC"]) {
    const command = decodeDownlinkCommand(JSON.stringify(json[name]));
    assert.ok(command.ok);
    const binary = protobufDownlinkCommand(command.value);
    assert.deepEqual(decodeDownlinkCommand(binary), command, name);
    assert.deepEqual(decodeDownlinkCommand(fromHex(hex[name]!)), command, name);
  }
  const config = decodeConfigCommand(JSON.stringify(json["config"]));
  assert.ok(config.ok);
  assert.deepEqual(decodeConfigCommand(protobufConfigCommand(config.value)), config);
});

test("no bytes crash a decoder, whole or damaged", () => {
  const decoders = Object.values(DECODERS);
  const damaged = fc
    .tuple(fc.constantFrom(...Object.values(hex)), fc.nat(), fc.nat(255), fc.nat())
    .map(([text, at, value, cut]) => {
      const bytes = fromHex(text);
      bytes[at % bytes.length] = value;
      return bytes.subarray(0, 1 + (cut % bytes.length));
    });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 120 }), damaged), (bytes) => {
      for (const decode of decoders) {
        const result = decode(bytes);
        if (!result.ok) assert.match(result.code, /^(GWM_|LTS_)/);
      }
    }),
    { numRuns: 500 },
  );
});
