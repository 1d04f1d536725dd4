import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { MqttJournal, MqttRecord } from "../delivery/mqtt-journal.ts";

function record(change: Partial<MqttRecord> = {}): MqttRecord {
  return { kind: "outgoing", owner: "a", key: "1", number: 1, body: "{}", ...change };
}

/** What every place for a broker's sessions must do. */
export function mqttJournalContract(open: (t: TestContext) => Promise<MqttJournal>): void {
  describe("MQTT journal contract", () => {
    it("gives back what was put, in the order of the numbers, the newest of each", async (t) => {
      const journal = await open(t);
      const text = "ä \u0000 \u{1f4e1}".replace("\u0000", "");
      const second = record({ key: "x", number: 2 ** 40, body: text });
      const first = record({ key: "y", number: 7 });
      await journal.write([{ put: second }, { put: first }, { put: record({ key: "z" }) }]);
      await journal.write([{ put: record({ key: "z", number: 9, body: "new" }) }]);
      assert.deepEqual(await journal.load(), [
        first,
        record({ key: "z", number: 9, body: "new" }),
        second,
      ]);
    });

    it("removes one, and clears one kind of one owner", async (t) => {
      const journal = await open(t);
      const kept = [
        record({ owner: "b" }),
        record({ kind: "incoming", number: 2 }),
        record({ kind: "retained", owner: "", key: "t", number: 3 }),
      ];
      await journal.write([
        ...kept.map((put) => ({ put })),
        { put: record({ key: "1", number: 4 }) },
        { put: record({ key: "2", number: 5 }) },
        { put: record({ kind: "will", key: "", number: 6 }) },
      ]);
      await journal.write([
        { remove: { kind: "will", owner: "a", key: "" } },
        { clear: { kind: "outgoing", owner: "a" } },
        { remove: { kind: "will", owner: "nobody", key: "" } },
      ]);
      assert.deepEqual(await journal.load(), kept);
    });

    it("does what comes in one write in order", async (t) => {
      const journal = await open(t);
      const one = record();
      await journal.write([
        { put: one },
        { clear: { kind: "outgoing", owner: "a" } },
        { put: record({ key: "2" }) },
      ]);
      assert.deepEqual(await journal.load(), [record({ key: "2" })]);
      await journal.write([]);
    });
  });
}
