import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it } from "node:test";
import { Flash } from "../../src/device/flash.ts";

it("flash keeps what it held when it cannot be written, and says why", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-flash-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const flash = new Flash<{ n: number }>(folder, "device");
  flash.write({ n: 1 });
  // Whatever is in the way of the new file, the old one stays.
  mkdirSync(path.join(folder, "device.json.next"));
  assert.throws(() => flash.write({ n: 2 }), {
    code: "WORLD_FLASH_WRITE",
    message: /device\.json/,
  });
  assert.deepEqual(flash.read(), { n: 1 });
  const told: string[] = [];
  const lasting = new Flash<{ n: number }>(folder, "device", ({ code }) => told.push(code));
  lasting.write({ n: 3 });
  assert.deepEqual(told, ["WORLD_FLASH_WRITE"]);
});

it("flash on a full disk says so", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-flash-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const flash = new Flash<object>(folder, "device");
  const circular: Record<string, unknown> = {
    toJSON: () => {
      throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    },
  };
  assert.throws(() => flash.write(circular), {
    code: "WORLD_FLASH_FULL",
    message: /the disk is full/,
  });
});
