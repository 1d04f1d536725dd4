import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULT_POLICY, rebuild } from "@lorats/trust";
import { newEvent } from "@lorats/events";
import { encodeDevice } from "../../src/state/device-codec.ts";
import { at, House, learnt, orphan } from "../house.ts";
import { DEVICE, TENANT, uplink } from "../support.ts";

describe("the whole log judged again", () => {
  it("says nothing where nothing changed, and knows the same afterwards", async () => {
    const house = new House();
    await house.trust.start();
    const s = await learnt(house, 40);
    await house.frame(s + 90, 40, [{ biasHz: -21_900 }]);
    await house.append(orphan(s, -21_003));
    await house.trust.stop();
    const before = encodeDevice(await house.trust.device(DEVICE));
    const { verdicts, revised } = await rebuild(house.ports);
    assert.equal(revised, 0);
    assert.equal(
      [...verdicts.values()].reduce((a, b) => a + b),
      41,
    );
    const again = new House(house.log, house.store);
    await again.trust.start();
    assert.deepEqual([...encodeDevice(await again.trust.device(DEVICE))], [...before]);
    await again.trust.stop();
  });

  it("publishes revisions by evidence that nobody took note of at its time", async () => {
    const house = new House();
    await house.trust.start();
    const s = await learnt(house, 40);
    const id = await house.frame(s + 90, 40, [{ biasHz: -21_001 }]);
    await house.trust.stop();
    // The orphan arrives while trust is not running.
    await house.log.append([orphan(s, -21_003)]);
    await house.store.clear();
    assert.equal((await rebuild(house.ports)).revised, 1);
    const revisions = await house.assessments(id);
    assert.deepEqual(
      revisions.map(({ revision, trust }) => `${revision} ${trust.verdict}`),
      ["0 genuine", "1 replayed"],
    );
    assert.equal((await rebuild(house.ports)).revised, 0);
  });

  it("keeps what people said of frames", async () => {
    const house = new House();
    await house.trust.start();
    const s = await learnt(house, 40);
    const id = await house.frame(s, 40, [{ biasHz: -19_000 }]);
    const label = {
      label: "false-alarm",
      deviceId: DEVICE,
      deduplicationId: id,
      actor: "a",
    } as const;
    await house.append(newEvent("trust-label", at(s), label));
    await house.trust.stop();
    assert.equal((await house.assessments(id)).at(-1)!.trust.verdict, "genuine");
    assert.equal((await rebuild(house.ports)).revised, 0);
  });
});

it("holds frames back by the policy and releases them by a person's word", async () => {
  const house = new House();
  const { applicationId } = uplink(0, 0).body;
  await house.settings.setPolicy(TENANT, applicationId, { ...DEFAULT_POLICY, action: "hold" });
  await house.trust.start();
  const s = await learnt(house, 40);
  const id = await house.frame(s, 40, [{ biasHz: -19_000 }]);
  const label = {
    label: "false-alarm",
    deviceId: DEVICE,
    deduplicationId: id,
    actor: "a",
  } as const;
  await house.append(newEvent("trust-label", at(s), label));
  const said = await house.assessments(id);
  assert.deepEqual(
    said.map(({ handling }) => handling),
    ["hold", "release"],
  );
  await house.trust.stop();
});
