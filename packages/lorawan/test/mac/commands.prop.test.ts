import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { concatBytes } from "@lorats/base";
import {
  APPLICATION_PACKAGES,
  DOWNLINK_MAC_COMMANDS,
  UPLINK_MAC_COMMANDS,
  type Command,
  type CommandCodec,
  type CommandSet,
} from "@lorats/lorawan";
import { anyBytes } from "../support.ts";

const SETS: readonly (readonly [string, CommandSet<Command>])[] = [
  ["MAC up", UPLINK_MAC_COMMANDS],
  ["MAC down", DOWNLINK_MAC_COMMANDS],
  ...APPLICATION_PACKAGES.flatMap(({ document, packageVersion, commands }) => [
    [`${document} v${packageVersion} up`, commands.up] as const,
    [`${document} v${packageVersion} down`, commands.down] as const,
  ]),
];

/** Any payload of a codec: random bytes, cut to the length that they say they have. */
function anyPayload(codec: CommandCodec): fc.Arbitrary<Uint8Array> {
  return anyBytes(48).map((bytes) => bytes.subarray(0, codec.payloadLength(bytes)));
}

for (const [title, set] of SETS) {
  describe(`commands of ${title}`, () => {
    for (const codec of set.codecs) {
      it(`${codec.name}: decode, encode, decode`, () => {
        fc.assert(
          fc.property(anyPayload(codec), (payload) => {
            const command = codec.decode(payload);
            assert.equal(codec.problem(command), undefined);
            const encoded = codec.encode(command);
            assert.equal(encoded.length, payload.length);
            assert.deepEqual(codec.decode(encoded), command);
            for (const { at, length, meaning } of codec.explain(command)) {
              assert.ok(at >= 1 && at + length <= payload.length + 1);
              assert.ok(meaning.length > 0);
            }
          }),
          { numRuns: 100 },
        );
      });
    }

    it("a run of them is read as it was written, or ends with a reason", () => {
      const anyCommand = fc
        .constantFrom(...set.codecs)
        .chain((codec) => anyPayload(codec).map((payload) => codec.decode(payload)));
      fc.assert(
        fc.property(fc.array(anyCommand, { maxLength: 4 }), anyBytes(0, 3), (commands, tail) => {
          // A fragment takes all that follows.
          fc.pre(commands.slice(0, -1).every(({ command }) => command !== "DataFragment"));
          fc.pre(tail.length === 0 || commands.at(-1)?.command !== "DataFragment");
          const bytes = concatBytes(set.encode(commands), tail);
          const parsed = set.parse(bytes);
          assert.deepEqual(parsed.commands.slice(0, commands.length), commands);
          const read = parsed.spans.reduce((sum, span) => sum + span.length, 0);
          assert.equal(parsed.stop?.at ?? bytes.length, read);
        }),
        { numRuns: 200 },
      );
    });

    it("any bytes are read without a throw", () => {
      fc.assert(
        fc.property(anyBytes(0, 60), (bytes) => {
          const { commands, spans, stop } = set.parse(bytes);
          assert.equal(commands.length, spans.length);
          if (stop) assert.match(stop.code, /^LW_COMMAND_/);
        }),
        { numRuns: 300 },
      );
    });
  });
}
