import assert from "node:assert/strict";
import { it } from "node:test";
import { spansOf, sumBySubject } from "../../src/pages/usage/sums.ts";

const NONE = { calls: 0, refusals: 0, eventsOut: 0, bytes: 0, eventsIn: 0, stored: 0 };

it("fills the spans in which nothing was used, months of any length included", () => {
  const used = { ...NONE, subject: "tenant", from: "2026-02-01T00:00:00Z", calls: 3 };
  const other = { ...used, subject: "key:1" };
  const [from, to] = [Date.parse("2025-12-31T23:59:00Z"), Date.parse("2026-03-01T00:00:00Z")];
  const months = spansOf([used, other], "month", from, to);
  assert.deepEqual(
    months.map(({ atMs, calls }) => [new Date(atMs).toISOString().slice(0, 10), calls]),
    [
      ["2025-12-01", 0],
      ["2026-01-01", 0],
      ["2026-02-01", 3],
      ["2026-03-01", 0],
    ],
  );
  const hour = { ...used, from: "2026-02-01T01:00:00Z" };
  const hours = spansOf([hour], "hour", Date.parse("2026-01-31T23:30:00Z"), Date.parse(hour.from));
  assert.deepEqual(
    hours.map(({ calls }) => calls),
    [0, 0, 3],
  );
});

it("adds up by subject, the tenant first, then who moved most", () => {
  const items = [
    { ...NONE, subject: "key:1", from: "a", bytes: 1, calls: 1 },
    { ...NONE, subject: "key:2", from: "a", bytes: 5, calls: 1 },
    { ...NONE, subject: "tenant", from: "a", bytes: 3, calls: 1 },
    { ...NONE, subject: "key:1", from: "b", bytes: 1, calls: 4 },
  ];
  assert.deepEqual(
    sumBySubject(items).map(({ subject, bytes, calls }) => [subject, bytes, calls]),
    [
      ["tenant", 3, 1],
      ["key:2", 5, 1],
      ["key:1", 2, 5],
    ],
  );
});
