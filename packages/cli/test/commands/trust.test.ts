import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { it } from "node:test";
import { loadConfig, rebuildTrust } from "@lorats/server";
import { openStorage } from "@lorats/storage";

it("trust rebuild refuses to work beside a server, and forgets what no log supports", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "lorats-trust-"));
  t.after(() => rm(folder, { recursive: true }));
  const config = loadConfig({ environment: {}, flags: { data_dir: folder } });
  const storage = await openStorage(undefined, { dataDir: folder });
  const id = "0197f000-0000-7000-8000-0000000000cc";
  const tenantId = "0197f000-0000-7000-8000-0000000000aa" as never;
  await storage.trustStates.save([{ kind: "device", id, tenantId, state: Uint8Array.of(1) }], {});
  await assert.rejects(rebuildTrust(config), { code: "STORE_LOCKED" });
  await storage.close();
  const { verdicts, revised } = await rebuildTrust(config);
  assert.deepEqual([verdicts.size, revised], [0, 0]);
  const again = await openStorage(undefined, { dataDir: folder });
  assert.equal((await again.trustStates.load("device", [id])).size, 0);
  await again.close();
});
