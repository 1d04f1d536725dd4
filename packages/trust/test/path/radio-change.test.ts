import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toBase64 } from "@lorats/base";
import type { JudgedUplink } from "../../src/server/judge-uplink.ts";
import { type Heard, timeAt, Watch } from "../support.ts";

const LOUD: readonly Heard[] = [1, 2, 3].map((gateway) => ({
  gateway,
  biasHz: -18_000,
  rssiDbm: -80 - 5 * gateway,
}));
/** 14 dB less: one gateway is left. */
const QUIET: readonly Heard[] = [{ gateway: 1, biasHz: -18_000, rssiDbm: -99 }];
/** LinkCheckReq, then LinkADRAns with everything accepted. */
const ACCEPTED = toBase64(Uint8Array.of(0x02, 0x03, 0x07));
const REFUSED = toBase64(Uint8Array.of(0x03, 0x05));

function learnt(): { watch: Watch; s: number } {
  const watch = new Watch();
  for (let i = 0; i < 60; i++) watch.hear(600 * i, LOUD);
  return { watch, s: 36_000 };
}

function pathOf({ trust }: JudgedUplink): number | undefined {
  return trust.evidence.find(({ test }) => test === "path")?.log10Bayes;
}

describe("a device that ADR tells to send otherwise", () => {
  it("sounds as if it were elsewhere, unless one knows that it was told to", () => {
    const { watch, s } = learnt();
    assert.ok(pathOf(watch.hear(s, QUIET))! > 1);
    const told = learnt();
    assert.equal(pathOf(told.watch.hear(s, QUIET, { macCommands: ACCEPTED })), undefined);
    const refused = learnt();
    assert.ok(pathOf(refused.watch.hear(s, QUIET, { macCommands: REFUSED }))! > 1);
  });

  it("is learnt anew at its new power or spreading factor, and judged by that", () => {
    const { watch, s } = learnt();
    const modulation = { kind: "lora", sf: 10, bwHz: 125_000 } as const;
    for (let i = 0; i < 20; i++) {
      assert.equal(pathOf(watch.hear(s + 600 * i, QUIET, { modulation })), undefined);
    }
    assert.ok(pathOf(watch.hear(s + 12_000, QUIET, { modulation }))! < 0);
    assert.ok(
      pathOf(watch.hear(s + 12_600, [{ gateway: 2, biasHz: -18_000 }], { modulation }))! > 0.5,
    );
  });

  it("drifts by what its short chirps leave open, which is no evidence", () => {
    const watch = new Watch();
    const hear = (i: number, sf: number, driftHzPerS: number) => {
      const modulation = { kind: "lora", sf, bwHz: 125_000 } as const;
      const onset = timeAt(600 * i);
      const lts = { onset, onsetSdNs: 200, biasHz: -18_000, biasSdHz: 2, driftHzPerS, snrDb: -5 };
      return watch.hear(600 * i, [{ more: { modulation, lts } }], { modulation });
    };
    for (let i = 0; i < 20; i++) hear(i, 12, 5);
    const evidence = (judged: JudgedUplink) => judged.trust.evidence.map(({ test }) => test);
    assert.ok(!evidence(hear(20, 7, 900)).includes("drift"));
    assert.ok(evidence(hear(21, 12, 900)).includes("drift"));
  });
});

it("marks of a collision are told, and weigh no more than a factor of two", () => {
  const watch = new Watch();
  const lts = { onset: "2026-11-21T06:48:19.123456789Z", onsetSdNs: 200, biasHz: 0, biasSdHz: 2 };
  const collision = { overlaps: 1, quality: 0.62, powerStepDb: 7.4 };
  const { trust } = watch.hear(0, [{ more: { lts: { ...lts, collision } } }]);
  const found = trust.evidence.find(({ test }) => test === "collision")!;
  assert.equal(
    found.note,
    "another preamble lay over it; its power stepped by 7 dB within the preamble; one transmitter explains 62 % of its power",
  );
  assert.equal(found.log10Bayes, 0.3);
  const calm = watch.hear(600, [{ more: { lts: { ...lts, collision: { overlaps: 0 } } } }]);
  assert.ok(!calm.trust.evidence.some(({ test }) => test === "collision"));
});
