import assert from "node:assert/strict";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { Connection } from "../../src/sqlite/connection.ts";
import { GroupCommit } from "../../src/sqlite/group-commit.ts";
import type { ReplyMessage, RequestMessage } from "../../src/sqlite/protocol.ts";
import { scratchDirectory } from "../support.ts";

/** The writer's side without a thread, and how often it committed. */
function open(t: TestContext): {
  connection: Connection;
  commits: () => number;
  run: (messages: readonly RequestMessage[]) => readonly ReplyMessage[];
  failNext: (statement: string, errcode: number) => void;
} {
  const directory = scratchDirectory(t, () => connection.close());
  const file = path.join(directory, "state.db");
  const connection = new Connection({ file, schema: "state", role: "writer" });
  const groups = new GroupCommit(connection);
  const { db } = connection;
  const exec = db.exec.bind(db);
  let commits = 0;
  let failing: { statement: string; errcode: number } | undefined;
  db.exec = (sql) => {
    if (sql === failing?.statement) {
      const error = Object.assign(new Error("disk I/O error"), { errcode: failing.errcode });
      failing = undefined;
      throw error;
    }
    if (sql === "commit") commits++;
    exec(sql);
  };
  return {
    connection,
    commits: () => commits,
    run(messages) {
      const replies: ReplyMessage[] = [];
      groups.run(messages, (message) => "replies" in message && replies.push(...message.replies));
      return replies.toSorted((a, b) => a.id - b.id);
    },
    failNext: (statement, errcode) => (failing = { statement, errcode }),
  };
}

function save(id: number): RequestMessage {
  const sql = "insert into publisher_cursors values (?, 'p1')";
  return { id, name: "batch", request: [{ sql, parameters: [`f${id}`] }] };
}

function count(connection: Connection): number {
  const row = connection.prepare("select count(*) as n from publisher_cursors").get();
  return Number(row!["n"]);
}

const FSYNC_FAILED = 10 | (4 << 8);
const FULL = 13;

describe("group commit", () => {
  it("answers a whole group after one commit", (t) => {
    const { run, commits, connection } = open(t);
    const replies = run([save(1), save(2), save(3)]);
    assert.equal(commits(), 1);
    assert.ok(replies.every(({ error }) => error === undefined));
    assert.equal(count(connection), 3);
  });

  it("tries each by itself when the disk is too full for all", (t) => {
    const { run, commits, connection, failNext } = open(t);
    failNext("commit", FULL);
    const replies = run([save(1), save(2), save(3)]);
    assert.ok(replies.every(({ error }) => error === undefined));
    assert.equal(commits(), 3);
    assert.equal(count(connection), 3);
    failNext("commit", FULL);
    assert.equal(run([save(4)])[0]!.error!.code, "STORE_FULL");
    assert.equal(count(connection), 3);
  });

  it("accepts nothing any more after a sync that failed", (t) => {
    const { run, commits, connection, failNext } = open(t);
    run([save(1)]);
    failNext("commit", FSYNC_FAILED);
    const replies = [...run([save(2), save(3)]), ...run([save(4)])];
    assert.deepEqual(
      replies.map(({ error }) => error?.code),
      ["STORE_IO", "STORE_IO", "STORE_IO"],
    );
    assert.match(replies[2]!.error!.message, /restart/);
    assert.equal(commits(), 1);
    assert.equal(count(connection), 1);
  });
});
