import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SeededRandom, UnavailableError } from "@lorats/base";
import { Journal, type StoredDatagram } from "../../src/forward/journal.ts";
import { temporaryDirectory } from "../support/setup.ts";
import { smallDisk } from "../support/small-disk.ts";

const AT = 1_795_000_000_123_456_789n;
const SERVERS = ["a", "b"];
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function open(directory: string, maxBytes = 1e6): Journal {
  return new Journal({ directory, maxBytes, servers: SERVERS });
}

void test("what one server lacks is still there after a restart, in order, with its first time and newest version", (t) => {
  const directory = temporaryDirectory(t);
  const first = open(directory);
  const entries = [1, 2, 3, 4].map((n) => first.append(bytes(n), AT + BigInt(n)));
  first.replace(entries[2]!, bytes(3, 3));
  for (const server of SERVERS) first.acknowledge(entries[0]!, server);
  first.acknowledge(entries[3]!, "b");
  // No close: that is what a crash is like.
  const second = open(directory);
  assert.deepEqual(
    second.entries.map(({ bytes: data, receivedAt, pending }) => [
      [...data],
      receivedAt,
      [...pending],
    ]),
    [
      [[2], AT + 2n, ["a", "b"]],
      [[3, 3], AT + 3n, ["a", "b"]],
      [[4], AT + 4n, ["a"]],
    ],
  );
  const next = second.append(bytes(5), AT);
  assert.ok(next.id > entries[3]!.id, "numbers are not used twice");
});

void test("a server that is new in the configuration gets what waits, not what all the others had", (t) => {
  const directory = temporaryDirectory(t);
  const first = open(directory);
  const [done, open1] = [1, 2].map((n) => first.append(bytes(n), AT)) as [
    StoredDatagram,
    StoredDatagram,
  ];
  for (const server of SERVERS) first.acknowledge(done, server);
  first.acknowledge(open1, "a");
  const second = new Journal({ directory, maxBytes: 1e6, servers: ["a", "c"] });
  assert.deepEqual(
    second.entries.map((entry) => [entry.id, Array.from(entry.pending)]),
    [[open1.id, ["c"]]],
  );
});

void test("a torn line is skipped, and only it", (t) => {
  const directory = temporaryDirectory(t);
  const first = open(directory);
  first.append(bytes(1), AT);
  const [name] = readdirSync(directory).toSorted();
  appendFileSync(join(directory, name!), '{"id":2,"at":"2026-11-21T06:48:19.12');
  const second = open(directory);
  assert.equal(second.unreadable, 1);
  assert.deepEqual(
    second.entries.map((entry) => Array.from(entry.bytes)),
    [[1]],
  );
});

void test("the disk is bounded: the oldest go, and are counted", (t) => {
  const directory = temporaryDirectory(t);
  const maxBytes = 40_000;
  const journal = open(directory, maxBytes);
  const random = new SeededRandom(1);
  const entries = Array.from({ length: 500 }, () => journal.append(random.bytes(200), AT));
  const used = readdirSync(directory).reduce(
    (sum, name) => sum + statSync(join(directory, name)).size,
    0,
  );
  assert.ok(used <= 1.1 * maxBytes, `${used} bytes on disk`);
  assert.equal(journal.size + journal.dropped, 500);
  assert.ok(journal.size > 90 && journal.dropped > 0);
  const kept = journal.entries.map(({ id }) => id);
  assert.deepEqual(
    kept,
    entries.slice(-kept.length).map(({ id }) => id),
  );
  assert.equal(entries[0]!.pending.size, 0, "what was given up is not sent any more");
});

void test("files go when their frames are gone", (t) => {
  const directory = temporaryDirectory(t);
  const journal = open(directory, 100_000);
  for (let i = 0; i < 1000; i++) {
    const entry = journal.append(new Uint8Array(100), AT);
    for (const server of SERVERS) journal.acknowledge(entry, server);
  }
  assert.equal(journal.size, 0);
  assert.ok(readdirSync(directory).length <= 2);
  assert.ok(journal.bytes < 15_000, `${journal.bytes} bytes`);
  assert.equal(open(directory).size, 0);
});

void test("a directory that cannot be used is said clearly", (t) => {
  const file = join(temporaryDirectory(t), "file");
  appendFileSync(file, "");
  assert.throws(
    () => open(join(file, "spool")),
    (error: unknown) => error instanceof UnavailableError && error.code === "GW_SPOOL",
  );
});

void test("a file that cannot be removed ends nothing", (t) => {
  const directory = temporaryDirectory(t);
  const journal = open(directory, 40_000);
  const first = journal.append(new Uint8Array(3000), AT);
  const [name] = readdirSync(directory) as [string];
  rmSync(join(directory, name));
  mkdirSync(join(directory, name));
  for (const server of SERVERS) journal.acknowledge(first, server);
  assert.match(journal.trouble!, /directory/i);
  journal.append(bytes(1), AT);
  assert.equal(journal.trouble, null);
});

void test("a full disk ends nothing: what it did not take is kept, sent, and written when there is room", (t) => {
  const directory = smallDisk(t, "size=64k");
  if (directory === null) return;
  const ballast = join(directory, "ballast");
  writeFileSync(ballast, new Uint8Array(40_000));
  const first = open(directory);
  const entries: StoredDatagram[] = [];
  for (let n = 0; n < 40; n++) entries.push(first.append(new Uint8Array(1000).fill(n), AT));
  assert.match(first.trouble!, /ENOSPC|part of a line/);
  assert.ok(first.unwritten > 0 && first.size === 40);
  assert.deepEqual([...entries.at(-1)!.pending], SERVERS);
  for (const entry of entries.slice(0, 10)) {
    for (const server of SERVERS) first.acknowledge(entry, server);
  }
  assert.equal(first.size, 30);
  rmSync(ballast);
  for (const entry of entries.slice(10, 20)) {
    for (const server of SERVERS) first.acknowledge(entry, server);
  }
  first.append(bytes(77), AT);
  assert.equal(first.trouble, null);
  const second = open(directory);
  const kept = second.entries.map(({ bytes: data }) => data[0]);
  assert.deepEqual(kept, [...Array.from({ length: 20 }, (_, i) => 20 + i), 77]);
});

void test("a disk that is full from the start neither", (t) => {
  const directory = smallDisk(t, "size=64k,nr_inodes=3");
  if (directory === null) return;
  for (const name of ["a", "b"]) writeFileSync(join(directory, name), "");
  const first = open(directory);
  assert.match(first.trouble!, /ENOSPC/);
  first.append(bytes(5), AT);
  assert.deepEqual([first.size, first.inMemoryOnly], [1, 1]);
  first.retry();
  assert.equal(first.inMemoryOnly, 1, "still full");
  rmSync(join(directory, "a"));
  first.retry();
  assert.deepEqual([first.trouble, first.inMemoryOnly], [null, 0]);
  assert.deepEqual(
    open(directory).entries.map(({ bytes: data }) => Array.from(data)),
    [[5]],
  );
});
