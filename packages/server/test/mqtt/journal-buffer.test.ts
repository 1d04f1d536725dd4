import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UnavailableError } from "@lorats/base";
import { MemoryMqttJournal, type MqttChange, type MqttRecord } from "@lorats/platform";
import fc from "fast-check";
import { JournalBuffer } from "../../src/mqtt/journal-buffer.ts";

/** A journal that takes its time, fails when told to, and counts. */
class SlowJournal extends MemoryMqttJournal {
  writes = 0;
  changes = 0;
  failing = false;

  override async write(changes: readonly MqttChange[]): Promise<void> {
    this.writes++;
    this.changes += changes.length;
    await new Promise((resolve) => setImmediate(resolve));
    if (this.failing) throw new UnavailableError("STORE_FULL", "no room");
    await super.write(changes);
  }
}

const record = (key: string, body = "", owner = "a"): MqttRecord => ({
  kind: "outgoing",
  owner,
  key,
  number: 1,
  body,
});

describe("journal buffer", () => {
  it("gathers what comes while a write is under way", async () => {
    const journal = new SlowJournal();
    const buffer = new JournalBuffer(journal);
    for (let n = 0; n < 500; n++) buffer.put(record(`${n}`));
    await buffer.settled();
    assert.equal(journal.writes, 1);
    assert.equal((await journal.load()).length, 500);
    await buffer.settled();
    assert.equal(journal.writes, 1);
  });

  it("is asked at any moment of a write and always answers", async () => {
    for (let turns = 0; turns < 20; turns++) {
      const buffer = new JournalBuffer(new MemoryMqttJournal());
      buffer.put(record("1"));
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await buffer.settled();
    }
  });

  it("writes nothing for what is gone before it was written", async () => {
    const journal = new SlowJournal();
    const buffer = new JournalBuffer(journal);
    buffer.put(record("1"), true);
    buffer.remove(record("1"));
    await buffer.settled();
    assert.equal(journal.changes, 0);
  });

  it("does not let those wait for ever who wait while others go on", async () => {
    const journal = new SlowJournal();
    const buffer = new JournalBuffer(journal);
    const stop = new AbortController();
    let n = 0;
    const busy = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        buffer.put(record(`${n++}`));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const going = busy();
    await new Promise((resolve) => setImmediate(resolve));
    await buffer.settled();
    stop.abort();
    await going;
    assert.ok(n < 50, `${n} changes went by`);
  });

  it("keeps what could not be written, says so, and writes it with the next change", async () => {
    const journal = new SlowJournal();
    const buffer = new JournalBuffer(journal);
    journal.failing = true;
    buffer.put(record("1", "old"));
    await assert.rejects(buffer.settled(), { code: "STORE_FULL" });
    buffer.put(record("1", "new"));
    await assert.rejects(buffer.settled(), { code: "STORE_FULL" });
    journal.failing = false;
    buffer.put(record("2"));
    await buffer.settled();
    assert.deepEqual(await journal.load(), [record("1", "new"), record("2")]);
  });

  it("leaves in the journal what the changes one after another would have left", async () => {
    const key = fc.constantFrom("1", "2", "3");
    const owner = fc.constantFrom("a", "b");
    const step = fc.oneof(
      fc.record({ put: key, owner, body: fc.string(), isNew: fc.constant(false) }),
      fc.record({ remove: key, owner }),
      fc.record({ clear: fc.constant(true), owner }),
      fc.record({ wait: fc.constant(true) }),
      fc.record({ fail: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const journal = new SlowJournal();
        const buffer = new JournalBuffer(journal);
        const expected = new MemoryMqttJournal();
        for (const one of steps) {
          if ("put" in one) {
            const change = record(one.put, one.body, one.owner);
            buffer.put(change);
            await expected.write([{ put: change }]);
          } else if ("remove" in one) {
            const place = record(one.remove, "", one.owner);
            buffer.remove(place);
            await expected.write([{ remove: place }]);
          } else if ("clear" in one) {
            const whole = { kind: "outgoing", owner: one.owner } as const;
            buffer.clear(whole);
            await expected.write([{ clear: whole }]);
          } else if ("fail" in one) journal.failing = one.fail;
          else await buffer.settled().catch(() => {});
        }
        journal.failing = false;
        await buffer.settled().catch(() => {});
        await buffer.settled();
        const sorted = async (from: MemoryMqttJournal) =>
          (await from.load()).toSorted((a, b) => (a.owner + a.key < b.owner + b.key ? -1 : 1));
        assert.deepEqual(await sorted(journal), await sorted(expected));
      }),
    );
  });
});
