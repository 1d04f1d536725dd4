import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createInterface } from "node:readline";
import { describe, it, mock, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { newId, NS_PER_S, parseInstant, type Instant, type TenantId } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { newEvent, type Uplink } from "@lorats/events";
import { sampleUplink } from "@lorats/events/testing";
import { openSqliteStorage } from "@lorats/storage";
import { runCli } from "../../src/program.ts";

const LORATS = fileURLToPath(new URL("../../bin/lorats.mjs", import.meta.url));
const TENANT = newId<TenantId>(systemClock, systemRandom);

function scratch(t: TestContext): (name: string) => string {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-log-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return (name) => path.join(folder, name);
}

async function filled(dataDir: string, count: number): Promise<void> {
  const storage = await openSqliteStorage({ dataDir });
  const at = { tenantId: TENANT, key: "device-ü", time: systemClock.now() };
  const events = Array.from({ length: count }, (_, n) =>
    newEvent("refusal", at, { code: `N_${n}`, reason: 'ü " \u0000', receptions: [] }),
  );
  await storage.log.append(events);
  await storage.close();
}

async function lorats(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const keep = (stream: "out" | "err") => (chunk: string | Uint8Array) => {
    said[stream] += String(chunk);
    return true;
  };
  const out = mock.method(process.stdout, "write", keep("out"));
  const err = mock.method(process.stderr, "write", keep("err"));
  try {
    return Object.assign({ code: await runCli(argv) }, said);
  } finally {
    process.exitCode = 0;
    out.mock.restore();
    err.mock.restore();
  }
}

describe("lorats log", () => {
  it("moves a whole log to another place, byte for byte", async (t) => {
    const at = scratch(t);
    await filled(at("a"), 2500);
    const file = at("log.jsonl.gz");
    assert.equal((await lorats("log", "export", file, "--data-dir", at("a"))).code, 0);
    const imported = await lorats("log", "import", file, "--data-dir", at("b"));
    assert.match(imported.out, /^2500 events imported/);
    const again = at("again.jsonl");
    await lorats("log", "export", again, "--data-dir", at("b"));
    assert.equal(readFileSync(again, "utf8"), gunzipSync(readFileSync(file)).toString("utf8"));
  });

  it("refuses files that are torn, changed or not whole, and a log that is not empty", async (t) => {
    const at = scratch(t);
    await filled(at("a"), 5);
    const file = at("log.jsonl");
    await lorats("log", "export", file, "--data-dir", at("a"));
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    let place = 0;
    const refused = async (code: string, name: string, content: string | Buffer): Promise<void> => {
      writeFileSync(at(name), content);
      const { err } = await lorats("log", "import", at(name), "--data-dir", at(`b${place++}`));
      assert.match(err, new RegExp(`^error\\[${code}\\]: .*\\n$`));
    };
    await refused("LOG_IMPORT_BAD_LINE", "torn", lines.join("\n").slice(0, -40));
    await refused("LOG_IMPORT_DAMAGED", "changed", lines.join("\n").replace("N_3", "N_4"));
    await refused("LOG_IMPORT_GAP", "gap", lines.toSpliced(2, 1).join("\n"));
    await refused("LOG_IMPORT_UNREADABLE", "torn.gz", gzipSync(lines.join("\n")).subarray(0, -20));
    const { err, code } = await lorats("log", "import", file, "--data-dir", at("a"));
    assert.match(err, /^error\[LOG_NOT_EMPTY\]/);
    assert.equal(code, 2);
  });

  it("verifies beside a writer, names what is damaged and fails then", async (t) => {
    const at = scratch(t);
    await filled(at("a"), 10);
    const storage = await openSqliteStorage({ dataDir: at("a") });
    const good = await lorats("log", "verify", "--data-dir", at("a"));
    assert.deepEqual([good.code, good.out], [0, "10 events checked, 0 damaged, newest pa\n"]);
    await storage.close();
    const vandal = new DatabaseSync(path.join(at("a"), "log.db"));
    vandal.exec("update events set bytes = x'7b7d' where position = 5");
    vandal.close();
    const bad = await lorats("log", "verify", "--json", "--data-dir", at("a"));
    assert.equal(bad.code, 1);
    const [first, second] = bad.out.trimEnd().split("\n");
    assert.deepEqual(JSON.parse(first!), { position: "p5", reason: "hash" });
    assert.deepEqual(JSON.parse(second!), { checked: 10, damaged: 1, head: "pa" });
    const out = await lorats("log", "export", at("rest.jsonl"), "--data-dir", at("a"));
    assert.match(out.err, /^error\[LOG_DAMAGED\]: 1 damaged events were left out/);
    const rest = await lorats("log", "import", at("rest.jsonl"), "--data-dir", at("b"));
    assert.equal(rest.out, "9 events imported; missing there: 1 damaged\n");
    const newest = await lorats("log", "verify", "--data-dir", at("b"));
    assert.equal(newest.out, "9 events checked, 0 damaged, newest pa\n");
  });

  it("tails the newest events, oldest of them first", async (t) => {
    const at = scratch(t);
    await filled(at("a"), 10);
    const { out } = await lorats("log", "tail", "-n", "2", "--json", "--data-dir", at("a"));
    const codes = out.trimEnd().split("\n");
    assert.deepEqual(
      codes.map((line) => (JSON.parse(line) as { body: { code: string } }).body.code),
      ["N_8", "N_9"],
    );
    const none = await lorats("log", "tail", "--type", "uplink", "--data-dir", at("a"));
    assert.deepEqual([none.code, none.out], [0, ""]);
    const slip = await lorats("log", "tail", "--type", "uplinks", "--data-dir", at("a"));
    assert.match(slip.err, /^error\[CLI_BAD_ARGUMENT\]: .*there is no kind uplinks/);
    const nowhere = await lorats("log", "tail", "--data-dir", at("nowhere"));
    assert.match(nowhere.err, /^error\[LOG_NONE\]/);
  });
});

describe("lorats log --since and --until", () => {
  const DAY_NS = 86_400n * NS_PER_S;
  const MIDNIGHT = parseInstant("2026-03-10T00:00:00Z");

  /** One event a day at noon, N_0 on 10 March; N_5 was stored a day late; and one a minute old. */
  async function oneADay(dataDir: string): Promise<void> {
    const storage = await openSqliteStorage({ dataDir });
    const refusal = (n: number, time: Instant) =>
      newEvent(
        "refusal",
        { tenantId: TENANT, key: "device", time },
        { code: `N_${n}`, reason: "", receptions: [] },
      );
    const days = [0, 1, 2, 3, 4, 6, 5, 7, 8, 9];
    const noon = (n: number): Instant => MIDNIGHT + BigInt(n) * DAY_NS + DAY_NS / 2n;
    const events = days.map((n) => refusal(n, noon(n)));
    await storage.log.append([...events, refusal(99, systemClock.now() - 60n * NS_PER_S)]);
    await storage.close();
  }

  async function told(dataDir: string, ...more: string[]): Promise<string> {
    const { out, err } = await lorats("log", "tail", "--json", "--data-dir", dataDir, ...more);
    assert.equal(err, "");
    const lines = out.trimEnd().split("\n");
    const code = (line: string) => (JSON.parse(line) as { body: { code: string } }).body.code;
    return lines[0] === "" ? "" : lines.map((line) => code(line).slice(2)).join(" ");
  }

  it("tail tells all of a span, its beginning with it and its end not, and as many of the newest as are asked for", async (t) => {
    const at = scratch(t);
    await oneADay(at("a"));
    assert.equal(await told(at("a"), "--since", "2026-03-16"), "6 7 8 9 99");
    assert.equal(await told(at("a"), "--since", "2026-03-15", "--until", "2026-03-17"), "6 5");
    const [first, last] = ["2026-03-11T13:00+01:00", "2026-03-13T12:00:00.000Z"];
    assert.equal(await told(at("a"), "--since", first, "--until", last), "1 2");
    assert.equal(await told(at("a"), "--since", first, "--until", last, "-n", "1"), "2");
    assert.equal(await told(at("a"), "--until", "2026-03-12", "-n", "5"), "0 1");
    assert.equal(await told(at("a"), "--until", "2026-03-10"), "");
    assert.equal(await told(at("a"), "--since", "2h"), "99");
    assert.equal(await told(at("a"), "--since", "2026-03-18", "--until", "30s", "-n", "2"), "9 99");
    assert.equal(await told(at("a"), "--since", "2026-03-18", "--until", "1d"), "8 9");
  });

  it("export writes a span that can be imported, and says what it left out", async (t) => {
    const at = scratch(t);
    await oneADay(at("a"));
    const file = at("part.jsonl");
    const span = ["--since", "2026-03-14", "--until", "2026-03-16"];
    assert.equal((await lorats("log", "export", file, ...span, "--data-dir", at("a"))).code, 0);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    assert.deepEqual(
      lines.filter((line) => line.includes("missing")).map((line) => JSON.parse(line) as unknown),
      [
        { first: "p1", last: "p4", missing: "left-out" },
        { first: "p6", last: "p6", missing: "left-out" },
        { first: "p8", last: "pb", missing: "left-out" },
      ],
    );
    assert.equal(lines.length, 5);
    const imported = await lorats("log", "import", file, "--data-dir", at("b"));
    assert.equal(imported.out, "2 events imported; missing there: 9 left out\n");
    assert.equal(await told(at("b")), "4 5");
    const none = ["log", "export", at("none"), "--until", "2026-01-01", "--data-dir", at("a")];
    assert.equal((await lorats(...none)).code, 0);
    assert.match(readFileSync(at("none"), "utf8"), /^\{"first":"p1","last":"pb"[^\n]*\n$/);
  });

  it("refuse what is no time, has no zone or ends before it begins", async (t) => {
    const at = scratch(t);
    await oneADay(at("a"));
    const refused = async (why: RegExp, ...argv: string[]): Promise<void> => {
      const { err, code } = await lorats("log", ...argv, "--data-dir", at("a"));
      assert.match(err, /^error\[CLI_BAD_ARGUMENT\]: [^\n]*\n$/);
      assert.match(err, why);
      assert.equal(code, 2);
    };
    for (const bad of ["yesterday", "2", "2x", "-2h", "1.5h", "2026-02-30", "2026-03-10T25:00Z"]) {
      await refused(
        /'--since <time>' argument '.*' is invalid. expected a time/,
        "tail",
        `--since=${bad}`,
      );
    }
    await refused(/which zone\?/, "export", at("file"), "--until", "2026-03-10T12:00");
    await refused(/earlier than --until/, "tail", "--since", "1h", "--until", "2h");
    await refused(/earlier than --until/, "export", at("file"), "--since", "1h", "--until", "2h");
    await refused(/--follow has no end/, "tail", "-f", "--until", "2h");
  });
});

describe("lorats log tail --follow", () => {
  it("goes on with what comes of one key and kind, beside the server, until it is told to stop", async (t) => {
    const at = scratch(t);
    await filled(at("a"), 3);
    const storage = await openSqliteStorage({ dataDir: at("a") });
    t.after(() => storage.close());
    const place = { tenantId: TENANT, time: systemClock.now() };
    const refusal = (code: string, key: string) =>
      newEvent("refusal", { ...place, key }, { code, reason: "", receptions: [] });
    const wanted = ["--type", "refusal", "--key", "device-ü"];
    const more = ["-n", "1", "--json", "--data-dir", at("a")];
    const child = spawn(process.execPath, [LORATS, "log", "tail", "-f", ...wanted, ...more]);
    t.after(() => child.kill("SIGKILL"));
    const ended = once(child, "exit");
    const codes: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      codes.push((JSON.parse(line) as { body: { code: string } }).body.code);
      // What comes between its first look and its following is told, too.
      if (codes.length === 1) {
        await storage.log.append([refusal("OTHER", "device-b"), refusal("LATER", "device-ü")]);
      } else child.kill("SIGTERM");
    }
    assert.deepEqual(codes, ["N_2", "LATER"]);
    assert.deepEqual(await ended, [0, null]);
  });
});

describe("lorats log --unsealed", () => {
  const said = "c2VjcmV0";

  async function payloads(dataDir: string, ...more: string[]): Promise<string[]> {
    const { out } = await lorats("log", "tail", "--json", "--data-dir", dataDir, ...more);
    const events = out.trimEnd().split("\n");
    return events.map((line) => (JSON.parse(line) as { body: Uplink }).body.frmPayload);
  }

  it("opens what devices said, beside the server, and moves it to one with other keys", async (t) => {
    const at = scratch(t);
    const storage = await openSqliteStorage({ dataDir: at("a") });
    const body = sampleUplink({ frmPayload: said });
    const place = { tenantId: TENANT, key: body.deviceId, time: systemClock.now() };
    await storage.log.append([newEvent("uplink", place, body)]);
    assert.deepEqual(await payloads(at("a")), [""]);
    assert.deepEqual(await payloads(at("a"), "--unsealed"), [said]);
    const file = at("log.jsonl");
    await lorats("log", "export", file, "--data-dir", at("a"));
    assert.ok(!readFileSync(file, "utf8").includes(said));
    await lorats("log", "export", file, "--unsealed", "--data-dir", at("a"));
    await storage.close();
    assert.equal((await lorats("log", "import", file, "--data-dir", at("b"))).code, 0);
    assert.deepEqual(await payloads(at("b")), [""]);
    assert.deepEqual(await payloads(at("b"), "--unsealed"), [said]);
    rmSync(path.join(at("a"), "kek"));
    const { err } = await lorats("log", "tail", "--unsealed", "--data-dir", at("a"));
    assert.match(err, /^error\[KEY_KEK_MISSING\]/);
  });
});

describe("lorats backup, restore and keys rotate", () => {
  it("bring a server back from a copy made while it ran", async (t) => {
    const at = scratch(t);
    await filled(at("a"), 30);
    const running = await openSqliteStorage({ dataDir: at("a") });
    const backup = await lorats("backup", at("copy"), "--data-dir", at("a"));
    assert.equal(backup.code, 0);
    assert.match(backup.out, /backup complete/);
    await running.close();
    const twice = await lorats("backup", at("copy"), "--data-dir", at("a"));
    assert.match(twice.err, /^error\[STORE_BACKUP_EXISTS\]/);
    const kek = path.join(at("a"), "kek");
    const restored = await lorats("restore", at("copy"), "--data-dir", at("b"), "--kek", kek);
    assert.deepEqual([restored.code, restored.err], [0, ""]);
    const again = await openSqliteStorage({ dataDir: at("b") });
    assert.equal((await again.log.read({})).events.length, 30);
    await again.close();
    const full = await lorats("restore", at("copy"), "--data-dir", at("b"));
    assert.match(full.err, /^error\[STORE_NOT_EMPTY\]/);
  });

  it("restore nothing from a damaged copy", async (t) => {
    const at = scratch(t);
    await filled(at("a"), 500);
    await lorats("backup", at("copy"), "--data-dir", at("a"));
    const file = path.join(at("copy"), "log.db");
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 8192));
    const { err, code } = await lorats("restore", at("copy"), "--data-dir", at("b"));
    assert.match(err, /^error\[STORE_DAMAGED\]/);
    assert.equal(code, 1);
    const missing = await lorats("restore", at("nothing"), "--data-dir", at("c"));
    assert.match(missing.err, /^error\[STORE_NO_BACKUP\]/);
  });

  it("give every key a new wrapping", async (t) => {
    const at = scratch(t);
    await filled(at("a"), 1);
    const kek = path.join(at("a"), "kek");
    const before = readFileSync(kek, "utf8");
    const running = await openSqliteStorage({ dataDir: at("a") });
    const busy = await lorats("keys", "rotate", "--data-dir", at("a"));
    assert.match(busy.err, /^error\[STORE_LOCKED\]/);
    await running.close();
    assert.equal((await lorats("keys", "rotate", "--data-dir", at("a"))).code, 0);
    assert.notEqual(readFileSync(kek, "utf8"), before);
    await (await openSqliteStorage({ dataDir: at("a") })).close();
  });
});
