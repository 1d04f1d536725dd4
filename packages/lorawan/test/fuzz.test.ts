import assert from "node:assert/strict";
import { it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { AesKey, explainPhyPayload, type ExplanationNode } from "@lorats/lorawan";
import { fuzz } from "./fuzz.ts";
import { ciphers } from "./support.ts";

it("100,000 random and mutated frames: no crash, no hang, every refusal has a code", () => {
  const outcome = fuzz(100_000, 20_261_121);
  const refused = [...outcome.refused.values()].reduce((sum, count) => sum + count, 0);
  assert.equal(outcome.accepted + refused, 100_000);
  assert.ok(outcome.accepted > 20_000, `${outcome.accepted} accepted`);
  assert.ok(outcome.commands > 1000);
  assert.deepEqual([...outcome.refused.keys()].toSorted(), [
    "LW_BAD_LENGTH",
    "LW_BAD_MAJOR",
    "LW_BAD_REJOIN_TYPE",
    "LW_EMPTY",
    "LW_FOPTS_TRUNCATED",
    "LW_FOPTS_WITH_PORT_0",
    "LW_TOO_LONG",
    "LW_TOO_SHORT",
  ]);
});

function* walk(nodes: readonly ExplanationNode[]): Generator<ExplanationNode> {
  for (const node of nodes) {
    yield node;
    yield* walk(node.children ?? []);
  }
}

it("5,000 of them are explained without a throw, inside their bounds and as plain JSON", () => {
  const random = new SeededRandom(4);
  const key = new AesKey(new Uint8Array(16));
  const networkKeys = { version: "1.0", nwkSKey: key } as const;
  for (let i = 0; i < 5000; i++) {
    const bytes = random.bytes(i % 60);
    if (bytes.length > 0 && i % 3 > 0) bytes[0]! &= 0xfc;
    const explained = explainPhyPayload(bytes, {
      ciphers,
      networkKeys,
      appSKey: key,
      rootKey: key,
      expectedFCnt: 0,
    });
    for (const { at, length, hex } of walk(explained.tree)) {
      assert.ok(at + length <= bytes.length);
      assert.equal(hex.length, 2 * length);
    }
    assert.deepEqual(JSON.parse(JSON.stringify(explained)), explained);
  }
});
