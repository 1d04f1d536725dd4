import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromHex, softwareAes, toHex } from "@lorats/base";
import { scheduleKeyOfSession, scheduleKeyOfX25519, validatePlan } from "@lorats/trust";
import { intervalSlices, nearestSlot, placeOfSlot } from "../../src/schedule/interval-hopping.ts";
import { sharedKey } from "../../src/schedule/key-agreement.ts";
import vectors from "../../../../examples/device/vectors.json" with { type: "json" };

const cipher = softwareAes.cipher(fromHex(vectors.scheduleKey));
const { plan } = vectors;

describe("interval hopping", () => {
  it("gives the published vectors, which devices check themselves by", () => {
    assert.equal(
      toHex(scheduleKeyOfSession(softwareAes, fromHex(vectors.appSKey))),
      vectors.scheduleKey,
    );
    const intervals = vectors.intervals.map((_, i) => intervalSlices(cipher, plan, i + 1));
    assert.deepEqual(intervals, vectors.intervals);
  });

  it("draws evenly between its bounds", () => {
    const counts = new Map<number, number>();
    const small = { sliceMs: 1000, minSlices: 1, maxSlices: 8 };
    for (let n = 0; n < 8000; n++) {
      const slices = intervalSlices(cipher, small, n);
      counts.set(slices, (counts.get(slices) ?? 0) + 1);
    }
    assert.deepEqual(new Set(counts.keys()), new Set([1, 2, 3, 4, 5, 6, 7, 8]));
    // χ² with 7 degrees of freedom: below 24.3 in 999 of 1000 fair draws.
    const chi2 = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    assert.ok(chi2 < 24.3, `${chi2}`);
  });

  it("finds the slot of a frame although some before it were skipped or lost", () => {
    const start = { slot: 0, slice: 0 };
    const there = placeOfSlot(cipher, plan, start, 37)!;
    const elapsedS = (there.slice * plan.sliceMs) / 1000;
    for (const offS of [-0.4, 0, 0.4]) {
      const found = nearestSlot(cipher, plan, start, elapsedS + offS);
      assert.deepEqual(found.place, there);
      assert.ok(Math.abs(found.offS - offS) < 1e-6);
    }
    assert.equal(placeOfSlot(cipher, plan, there, 36), undefined);
    assert.equal(placeOfSlot(cipher, plan, start, 1e9), undefined);
  });

  it("refuses plans that no device could follow", () => {
    for (const bad of [{ minSlices: 0 }, { minSlices: 900 }, { sliceMs: 1 }, { sliceMs: 0.5 }]) {
      assert.throws(() => validatePlan({ ...plan, ...bad }), { code: "TRUST_BAD_PLAN" });
    }
  });

  it("agrees by X25519 with a device that keeps its half", async () => {
    const { generateKeyPairSync, diffieHellman, createPublicKey } = await import("node:crypto");
    const device = generateKeyPairSync("x25519");
    const spki = device.publicKey.export({ format: "der", type: "spki" });
    const own = spki.subarray(12);
    const { key, serverPublicKey } = scheduleKeyOfX25519(toHex(own));
    const theirs = Buffer.concat([spki.subarray(0, 12), fromHex(serverPublicKey)]);
    const publicKey = createPublicKey({ key: theirs, format: "der", type: "spki" });
    const shared = diffieHellman({ privateKey: device.privateKey, publicKey });
    assert.deepEqual([...sharedKey(shared, own, fromHex(serverPublicKey))], [...key]);
    assert.throws(() => scheduleKeyOfX25519("00"), { code: "TRUST_BAD_PUBLIC_KEY" });
  });
});
