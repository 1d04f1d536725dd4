import assert from "node:assert/strict";
import { it } from "node:test";
import { scratchDirectory } from "../support.ts";
import { type Acknowledged, checkPromises, writeAndKill } from "./crash.ts";

it("loses nothing that it acknowledged when it is killed, three times over", async (t) => {
  const dataDir = scratchDirectory(t);
  const promised: Acknowledged = { events: new Map(), sessions: new Map() };
  let before = 0;
  for (const [round, delayMs] of [20, 150, 400].entries()) {
    const firstNumber = round * 1_000_000;
    await writeAndKill(dataDir, { firstNumber, delayMs, writers: 8 }, promised);
    const checked = await checkPromises(dataDir, promised);
    const count = [...promised.events.values()].reduce((sum, numbers) => sum + numbers.length, 0);
    assert.ok(count > before, "events were acknowledged in this round, too");
    assert.ok(checked >= count);
    before = count;
    t.diagnostic(`${count} acknowledged, ${checked} stored, ${promised.sessions.size} sessions`);
  }
});
