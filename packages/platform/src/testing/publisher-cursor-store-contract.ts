import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Cursor } from "@lorats/events";
import type { PublisherCursorStore } from "../delivery/publisher-cursor.ts";

/** What every store of publisher cursors must do. */
export function publisherCursorStoreContract(
  open: (t: TestContext) => Promise<PublisherCursorStore>,
): void {
  describe("publisher cursor store contract", () => {
    it("keeps the last cursor of each follower", async (t) => {
      const store = await open(t);
      assert.equal(await store.load("mqtt"), undefined);
      await store.save("mqtt", "1-a" as Cursor);
      await store.save("webhook:x", "7" as Cursor);
      await store.save("mqtt", "2-b" as Cursor);
      assert.equal(await store.load("mqtt"), "2-b");
      assert.equal(await store.load("webhook:x"), "7");
      await store.delete("mqtt");
      assert.equal(await store.load("mqtt"), undefined);
      assert.equal(await store.load("webhook:x"), "7");
    });
  });
}
