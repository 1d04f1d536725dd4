import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, VirtualClock } from "@lorats/base";
import { Air } from "../../src/air/air.ts";
import { COLLISION_MODELS, type CollisionModelName } from "../../src/air/collision.ts";
import { collide, type Fate } from "../../src/air/collision-model.ts";
import { propagation } from "../../src/air/propagation.ts";
import type { Heard, Receiver } from "../../src/air/transmission.ts";

/** Both fates as one word, for collisions over the whole rest of the earlier frame. */
function outcome(name: CollisionModelName, symbol: number, ratioDb: number): string {
  const { earlier, later } = collide(COLLISION_MODELS[name], symbol, 50, ratioDb);
  if (earlier === "received") return "earlier";
  return later === "received" ? "later" : earlier;
}

describe("collision models", () => {
  it("sx1276: the paper's windows at SF7: later frame, nothing, bad frame", () => {
    const at = (ms: number): string => outcome("sx1276", ms / 1.024, -3);
    // Table 1, 30 bytes: w1 = 6 ms, w2 = 41 ms.
    assert.deepEqual(
      [at(0), at(4.9), at(7), at(39), at(42), at(100)],
      ["later", "later", "silent", "silent", "bad", "bad"],
    );
  });

  it("gr-lora: the paper's figure 3, silent while |ratio| ≤ 6 dB and the preamble lasts", () => {
    for (const ratioDb of [-6, -3, 0, 3, 6]) {
      for (const symbol of [1, 4, 7, 11]) {
        assert.equal(outcome("gr-lora", symbol, ratioDb), "silent");
      }
      const late = outcome("gr-lora", 30, ratioDb);
      assert.equal(late, ratioDb > 4.5 ? "earlier" : "bad");
    }
    assert.equal(outcome("gr-lora", 7, -20), "later");
    assert.equal(outcome("gr-lora", 7, 20), "earlier");
  });

  it("gr-lora_sdr and an SX1301 disagree with it: the earlier frame lives at equal power", () => {
    for (const symbol of [9, 16, 30, 45]) {
      assert.equal(outcome("gr-lora-sdr", symbol, 0), "earlier");
      assert.equal(outcome("sx1301", symbol, 0.8), "earlier");
    }
    assert.deepEqual(
      [4, 16, 26, 107].map((symbol) => outcome("sx1301", symbol, -12.7)),
      ["silent", "later", "bad", "bad"],
    );
    assert.deepEqual(
      [3, 13, 25].map((symbol) => outcome("gr-lora-sdr", symbol, -9)),
      ["later", "silent", "bad"],
    );
  });
});

describe("air with collision models", () => {
  function play(lagSymbols: number, ratioDb: number): Record<string, Fate> {
    const clock = new VirtualClock();
    const air = new Air(clock, new SeededRandom(1), {
      propagation: propagation({ model: "free-space" }),
      shadowingDb: 0,
      fadingDb: 0,
    });
    const fates: Record<string, Fate> = {};
    const note =
      (fate: Fate) =>
      ({ transmission }: Heard): void => {
        fates[transmission.sender] = fate;
      };
    const receiver: Receiver = {
      id: "gateway",
      place: { eastM: 0, northM: 0, upM: 0 },
      noiseFigureDb: 6,
      collisions: COLLISION_MODELS.sx1276,
      listensTo: () => true,
      hear: note("received"),
      hearBad: note("bad"),
    };
    air.attach(receiver);
    const symbolNs = 1_024_000;
    for (const [sender, startSymbol, powerDbm] of [
      ["victim", 0, 14],
      ["collider", lagSymbols, 14 - ratioDb],
    ] as const) {
      air.transmit({
        sender,
        place: { eastM: 500, northM: 0, upM: 0 },
        phyPayload: new Uint8Array(20),
        freqHz: 868_100_000,
        sf: 7,
        bwHz: 125_000,
        powerDbm,
        invertIq: false,
        startNs: BigInt(startSymbol * symbolNs),
        endNs: BigInt((startSymbol + 60) * symbolNs),
        biasHz: 0,
      });
    }
    clock.advance(1000);
    return fates;
  }

  it("asks the receiver's model, with lag and power as they are at its antenna", () => {
    assert.deepEqual(play(2, 0), { collider: "received" });
    assert.deepEqual(play(10, 0), {});
    assert.deepEqual(play(45, 0), { victim: "bad" });
    assert.deepEqual(play(10, 8), { victim: "received" });
    assert.deepEqual(play(70, 0), { victim: "received", collider: "received" });
  });
});
