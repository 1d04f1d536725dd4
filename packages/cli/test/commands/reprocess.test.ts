import assert from "node:assert/strict";
import { it } from "node:test";
import { lorats, serverWithKey } from "../support/server.ts";

it("reprocess begins at a running server, waits, and says what came of it", async (t) => {
  const { url, apiKey } = await serverWithKey(t);
  const from = ["reprocess", "--from", "2026-01-01", "--url", url];
  const done = await lorats([...from, "--json"], { LORATS_API_KEY: apiKey });
  assert.equal(done.code, 0, done.stderr);
  const last = JSON.parse(done.stdout.trim().split("\n").at(-1)!) as Record<string, unknown>;
  assert.deepEqual([last["state"], last["uplinks"], last["done"]], ["done", 0, 1]);
  const wrong = await lorats(from, { LORATS_API_KEY: "lts_key_wrong_wrong_wrong" });
  assert.deepEqual([wrong.code, /error\[AUTH_REQUIRED\]/.test(wrong.stderr)], [2, true]);
  const nowhere = await lorats([...from.slice(0, 3), "--url", "http://127.0.0.1:9"], {
    LORATS_API_KEY: apiKey,
  });
  assert.match(nowhere.stderr, /error\[SERVER_UNREACHABLE\]: no server answers/);
});
