import assert from "node:assert/strict";
import { it } from "node:test";
import { scratchDirectory } from "../support.ts";
import { checkPromises, countEvents, nothingPromised, writeAndKill } from "../crash/promises.ts";

it("loses nothing that it acknowledged when it is killed, three times over", async (t) => {
  const dataDir = scratchDirectory(t);
  const promised = nothingPromised();
  let before = 0;
  for (const [round, delayMs] of [20, 150, 400].entries()) {
    const firstNumber = round * 1_000_000;
    await writeAndKill({ dataDir }, { firstNumber, delayMs, writers: 8 }, promised);
    const { events } = await checkPromises({ dataDir }, promised);
    const count = countEvents(promised);
    assert.ok(count > before, "events were acknowledged in this round, too");
    assert.ok(events >= count);
    before = count;
    t.diagnostic(`${count} acknowledged, ${events} stored, ${promised.sessions.size} sessions`);
  }
});
