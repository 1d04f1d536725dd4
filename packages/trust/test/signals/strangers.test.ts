import assert from "node:assert/strict";
import { it } from "node:test";
import { newEvent } from "@lorats/events";
import { at, House, learnt } from "../house.ts";
import { gatewayId } from "../support.ts";

it("a flood of unknown devices that join is raised once, and ends when it has been quiet for a day or two", async () => {
  const house = new House();
  await house.trust.start();
  const s = await learnt(house, 30);
  const refuse = async (atS: number): Promise<void> => {
    const place = { ...at(atS), key: gatewayId(1) };
    const why = { code: "NS_JOIN_UNKNOWN_DEVICE", reason: "nobody knows it", receptions: [] };
    await house.append(newEvent("refusal", place, why));
  };
  for (let i = 0; i < 11; i++) await refuse(s + 60 * i);
  assert.ok(!(await house.signals()).some((one) => one.startsWith("unknown-joins")));
  for (let i = 11; i < 30; i++) await refuse(s + 60 * i);
  const raised = (await house.signals()).filter((one) => one === "unknown-joins raised");
  assert.equal(raised.length, 1);
  await house.frame(s + 3600, 30, [{ biasHz: -21_000 }]);
  assert.ok(!(await house.signals()).includes("unknown-joins ended"));
  await house.frame(s + 3 * 86_400, 31, [{ biasHz: -21_000 }]);
  assert.ok((await house.signals()).includes("unknown-joins ended"));
  await house.trust.stop();
});
