import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import type { Cursor } from "@lorats/events";
import { Checkpoints } from "../../src/server/checkpoints.ts";

interface Append {
  readonly ticket: number;
  position: number | undefined;
  settled: boolean;
}

it("nothing unfinished ever lies at or before a safe position", () => {
  const action = fc.tuple(fc.constantFrom("begin", "acknowledge", "settle"), fc.nat(1000));
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
      const checkpoints = new Checkpoints();
      const appends: Append[] = [];
      let written = 0;
      for (const [kind, pick] of actions) {
        if (kind === "begin") {
          appends.push({ ticket: checkpoints.begin(), position: undefined, settled: false });
        }
        const waiting = appends.filter(({ position }) => position === undefined);
        const open = appends.filter((one) => one.position !== undefined && !one.settled);
        if (kind === "acknowledge" && waiting.length > 0) {
          const one = waiting[pick % waiting.length]!;
          one.position = ++written;
          checkpoints.acknowledged(String(one.position) as Cursor);
        }
        if (kind === "settle" && open.length > 0) {
          const one = open[pick % open.length]!;
          one.settled = true;
          checkpoints.settle(one.ticket);
        }
        const safe = Number(checkpoints.safe() ?? 0);
        for (const { position, settled } of appends) {
          assert.ok(settled || position === undefined || position > safe);
        }
      }
    }),
  );
});

it("a safe position follows once everything is settled", () => {
  const checkpoints = new Checkpoints();
  for (let n = 1; n <= 5000; n++) {
    const ticket = checkpoints.begin();
    checkpoints.acknowledged(String(n) as Cursor);
    if (n > 4990) checkpoints.settle(ticket);
    else queued.push(ticket);
  }
  assert.equal(checkpoints.safe(), undefined);
  for (const ticket of queued) checkpoints.settle(ticket);
  assert.equal(checkpoints.safe(), "5000");
});

const queued: number[] = [];
