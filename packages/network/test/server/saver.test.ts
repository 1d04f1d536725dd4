import assert from "node:assert/strict";
import { it } from "node:test";
import { type DeviceId, type TenantId, UnavailableError, VirtualClock } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import { MemorySessionStore } from "@lorats/network";
import { NEW_DEVICE } from "../../src/device/state.ts";
import { Checkpoints } from "../../src/server/checkpoints.ts";
import { Saver } from "../../src/server/saver.ts";
import { WarmDevices } from "../../src/server/warm-devices.ts";

/** As a database is that was closed. */
class ClosedStore extends MemorySessionStore {
  override save(): Promise<never> {
    return Promise.reject(new UnavailableError("STORE_CLOSED", "the database is closed"));
  }
}

it("a server that was stopped does not try for ever to write what changed since", async () => {
  const clock = new VirtualClock();
  const sessions = new ClosedStore();
  const devices = new WarmDevices(sessions, 10, {
    rebuild: () => Promise.reject(new Error("no log")),
    damaged: (error) => assert.fail(String(error)),
  });
  const failures: unknown[] = [];
  const saver = new Saver({
    clock,
    devices,
    checkpoints: new Checkpoints(),
    sessions,
    besides: async () => {},
    failed: (error) => failures.push(error),
  });
  const change = (): void => {
    devices.put("device" as DeviceId, "tenant" as TenantId, NEW_DEVICE, "1" as Cursor);
    saver.soon();
  };
  const pass = async (): Promise<void> => {
    clock.advance(1000);
    await new Promise(setImmediate);
  };
  change();
  for (let n = 0; n < 3; n++) await pass();
  assert.equal(failures.length, 3, "it does while it runs");
  saver.stop();
  // A gateway that was to send something says only now that it is not there.
  change();
  for (let n = 0; n < 3; n++) await pass();
  assert.equal(failures.length, 3);
});
