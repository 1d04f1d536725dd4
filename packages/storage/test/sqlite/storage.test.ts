import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it, type TestContext } from "node:test";
import { type KeyId, type LoratsError, UnavailableError, newId, toHex } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { Samples } from "@lorats/network/testing";
import {
  GivenKek,
  KekFile,
  KmsProgram,
  openLogForReading,
  openSqliteStorage,
  restoreDatabases,
  type Storage,
  type StorageOptions,
} from "@lorats/storage";
import { TENANT, numbered, numbersOf, scratchDirectory } from "../support.ts";

/** Opens storages that are closed before their directory goes. */
function opener(t: TestContext): {
  dataDir: string;
  open: (options?: Partial<StorageOptions>) => Promise<Storage>;
} {
  const opened: Storage[] = [];
  const dataDir = scratchDirectory(t, async () => {
    for (const storage of opened) await storage.close();
  });
  return {
    dataDir,
    open: async (options = {}) => {
      const storage = await openSqliteStorage({ dataDir, ...options });
      opened.push(storage);
      return storage;
    },
  };
}

async function putKey(storage: Storage): Promise<{ id: KeyId; secret: Uint8Array }> {
  const key = { id: newId<KeyId>(systemClock, systemRandom), secret: systemRandom.bytes(16) };
  await storage.keys.put([{ ...key, tenantId: TENANT, kind: "app-key" }]);
  return key;
}

describe("embedded storage", () => {
  it("keeps everything over a restart and leaves no write-ahead log behind", async (t) => {
    const { dataDir, open } = opener(t);
    const first = await open();
    const key = await putKey(first);
    const tenant = new Samples(systemClock, systemRandom).tenant();
    await first.registry.tenants.create([tenant]);
    await first.log.append([numbered(1)]);
    await first.close();
    assert.deepEqual(readdirSync(dataDir).toSorted(), ["kek", "lock", "log.db", "state.db"]);
    const second = await open();
    assert.deepEqual((await second.keys.get([key.id])).get(key.id), key.secret);
    assert.equal((await second.registry.tenants.get([tenant.id])).size, 1);
    assert.deepEqual(numbersOf((await second.log.read({})).events), [1]);
  });

  it("finishes what was asked before it closes, and refuses what comes after", async (t) => {
    const { open } = opener(t);
    const storage = await open();
    const appended = storage.log.append([numbered(1)]);
    const saved = storage.publisherCursors.save("mqtt", "p1" as never);
    await storage.close();
    await Promise.all([appended, saved]);
    await assert.rejects(storage.log.append([numbered(2)]), { code: "LOG_UNAVAILABLE" });
    await assert.rejects(storage.users.get(["x" as never]), { code: "STORE_CLOSED" });
    const again = await open();
    assert.equal(await again.publisherCursors.load("mqtt"), "p1");
    assert.equal((await again.log.read({})).events.length, 1);
  });

  it("lets no second server into the directory, of this process or another", async (t) => {
    const { dataDir, open } = opener(t);
    const first = await open();
    await assert.rejects(open(), { code: "STORE_LOCKED", blame: "dependency" });
    const script = `
      import { openSqliteStorage } from "@lorats/storage";
      const storage = await openSqliteStorage({ dataDir: process.argv[1] }).catch((e) => e);
      process.stdout.write(storage.code ?? "open");
      await storage.close?.();`;
    const another = (): string =>
      spawnSync(process.execPath, ["--input-type=module", "-e", script, dataDir], {
        encoding: "utf8",
        cwd: import.meta.dirname,
      }).stdout;
    assert.equal(another(), "STORE_LOCKED");
    await first.log.append([numbered(1)]);
    await first.close();
    assert.equal(another(), "open");
  });

  it("says in one line what is wrong with a directory, and lets go of it", async (t) => {
    const { dataDir, open } = opener(t);
    const refused = (code: string): Promise<void> =>
      assert.rejects(open(), (error: LoratsError) => {
        assert.equal(error.code, code);
        assert.equal(error.blame, "dependency");
        assert.ok(error.message.includes(dataDir) && !error.message.includes("\n"));
        return true;
      });
    const state = path.join(dataDir, "state.db");
    writeFileSync(
      state,
      "this is not a database, but it is long enough to have a header".repeat(90),
    );
    await refused("STORE_BAD_FILE");
    rmSync(state);
    const foreign = new DatabaseSync(state);
    foreign.exec("create table theirs (a); insert into theirs values (1)");
    foreign.close();
    await refused("STORE_BAD_FILE");
    rmSync(state);
    mkdirSync(state);
    await refused("STORE_UNWRITABLE");
    rmSync(state, { recursive: true });
    await open();
  });

  it("says that a directory cannot be written", async (t) => {
    const { dataDir, open } = opener(t);
    const file = path.join(dataDir, "file");
    writeFileSync(file, "");
    const unwritable = { code: "STORE_UNWRITABLE", blame: "dependency" };
    await assert.rejects(open({ dataDir: path.join(file, "below") }), unwritable);
    await assert.rejects(open({ dataDir: file }), unwritable);
  });

  it("refuses what a newer release wrote, and steps that were edited", async (t) => {
    const { dataDir, open } = opener(t);
    await (await open()).close();
    const change = (sql: string): void => {
      const db = new DatabaseSync(path.join(dataDir, "state.db"));
      db.exec(sql);
      db.close();
    };
    change("insert into migrations values (1000, 'future', 'x')");
    await assert.rejects(open(), { code: "STORE_TOO_NEW" });
    change("delete from migrations where number = 1000");
    change("update migrations set checksum = 'x' where number = 2");
    await assert.rejects(open(), { code: "STORE_MIGRATION_CHANGED" });
  });

  it("does not start in place of a database that is damaged", async (t) => {
    const { dataDir, open } = opener(t);
    await (await open()).close();
    const file = path.join(dataDir, "log.db");
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 100, 4096);
    writeFileSync(file, bytes);
    await assert.rejects(open(), { code: "STORE_DAMAGED" });
  });
});

describe("archive", () => {
  it("is part of a backup, and of what is restored, checked and exported", async (t) => {
    const { dataDir, open } = opener(t);
    const storage = await open();
    for (let n = 0; n < 17_000; n += 1000) {
      await storage.log.append(Array.from({ length: 1000 }, (_, i) => numbered(n + i + 1)));
    }
    assert.deepEqual(await storage.archive(2n ** 62n), { segments: 1, events: 16_384 });
    const copy = path.join(dataDir, "copy");
    await storage.backup(copy);
    await storage.close();
    const restored = path.join(dataDir, "restored");
    restoreDatabases(copy, restored, path.join(dataDir, "kek"));
    const reading = await openLogForReading({ postgresUrl: undefined, dataDir: restored });
    assert.deepEqual(await reading.log.verify(), { checked: 17_000, damage: [] });
    let lines = 0;
    for await (const { missing } of reading.lines()) lines += missing === undefined ? 1 : 0;
    assert.equal(lines, 17_000);
    await reading.close();
  });
});

describe("key-encryption key", () => {
  it("is made once, for its owner only, and needed ever after", async (t) => {
    const { dataDir, open } = opener(t);
    const first = await open();
    const kek = path.join(dataDir, "kek");
    assert.equal(statSync(kek).mode & 0o777, 0o600);
    assert.match(readFileSync(kek, "utf8"), /^[0-9a-f]{64}\n$/);
    const key = await putKey(first);
    await first.close();
    renameSync(kek, `${kek}.away`);
    await assert.rejects(open(), { code: "KEY_KEK_MISSING", blame: "dependency" });
    assert.ok(!existsSync(kek), "no new key in place of the lost one");
    writeFileSync(kek, toHex(systemRandom.bytes(32)));
    await assert.rejects(open(), { code: "KEY_WRONG_KEK", blame: "dependency" });
    writeFileSync(kek, "abc");
    await assert.rejects(open(), { code: "KEY_KEK_UNREADABLE", blame: "dependency" });
    renameSync(`${kek}.away`, kek);
    const second = await open();
    assert.deepEqual((await second.keys.get([key.id])).get(key.id), key.secret);
  });

  it("changes in its file, and survives a crash at either end of the change", async (t) => {
    const { dataDir, open } = opener(t);
    const kek = path.join(dataDir, "kek");
    const first = await open();
    const key = await putKey(first);
    const before = readFileSync(kek, "utf8");
    await first.rotateKek();
    await first.close();
    const after = readFileSync(kek, "utf8");
    assert.notEqual(before, after);
    assert.equal(statSync(kek).mode & 0o777, 0o600);

    const reopened = async (): Promise<void> => {
      const storage = await open();
      assert.deepEqual((await storage.keys.get([key.id])).get(key.id), key.secret);
      await storage.close();
      assert.equal(readFileSync(kek, "utf8"), after);
      assert.ok(!existsSync(`${kek}.next`));
    };
    // Stopped after the rows were changed: the new key stands beside the old one.
    writeFileSync(`${kek}.next`, after);
    writeFileSync(kek, before);
    await reopened();
    // Stopped before: the next key fits nothing.
    writeFileSync(`${kek}.next`, toHex(systemRandom.bytes(32)));
    await reopened();
  });

  it("can be handed over, and the next one with it", async (t) => {
    const { dataDir, open } = opener(t);
    const [one, two] = [systemRandom.bytes(32), systemRandom.bytes(32)];
    const first = await open({ kek: new GivenKek(one) });
    const key = await putKey(first);
    await assert.rejects(first.rotateKek(), { code: "KEY_NO_NEXT_KEK", blame: "caller" });
    await first.close();
    assert.ok(!existsSync(path.join(dataDir, "kek")));
    const changing = await open({ kek: new GivenKek(one, two) });
    await changing.rotateKek();
    await changing.close();
    await assert.rejects(open({ kek: new GivenKek(one) }), { code: "KEY_WRONG_KEK" });
    await (await open({ kek: new GivenKek(one, two) })).close();
    const last = await open({ kek: new GivenKek(two) });
    assert.deepEqual((await last.keys.get([key.id])).get(key.id), key.secret);
  });

  it("can be wrapped by a key management service, from its next rotation on", async (t) => {
    const { dataDir, open } = opener(t);
    const file = path.join(dataDir, "kek");
    const plain = await open();
    const key = await putKey(plain);
    await plain.close();
    const service = [process.execPath, path.join(import.meta.dirname, "kms-program.ts")];
    const wrap = [...service, "wrap"];
    const kms = new KmsProgram({ wrap, unwrap: [...service, "unwrap"] });
    const first = await open({ kek: new KekFile(file, kms) });
    await first.rotateKek();
    await first.close();
    assert.match(readFileSync(file, "utf8"), /^wrapped:[A-Za-z0-9+/=]+\n$/);
    const second = await open({ kek: new KekFile(file, kms) });
    assert.deepEqual((await second.keys.get([key.id])).get(key.id), key.secret);
    await second.close();

    await assert.rejects(open(), { code: "KEY_KEK_UNREADABLE", message: /keys\.kms_unwrap/ });
    const failing = async (unwrap: string[]): Promise<string> => {
      const source = new KekFile(file, new KmsProgram({ wrap, unwrap }));
      const error = await open({ kek: source }).catch((e: unknown) => e as LoratsError);
      assert.ok(error instanceof UnavailableError);
      assert.equal(error.code, "KEY_KMS_FAILED");
      return error.message;
    };
    assert.match(await failing(["/no/such/program"]), /cannot be run/);
    assert.match(await failing(["sh", "-c", "echo sealed >&2; exit 3"]), /ended with 3: sealed/);
    assert.match(await failing(["true"]), /printed nothing/);
    assert.match(await failing(["yes"]), /too long an answer/);
  });
});

describe("backup", () => {
  it("is whole although everything goes on, and opens as a data directory", async (t) => {
    const { dataDir, open } = opener(t);
    const storage = await open();
    const key = await putKey(storage);
    const stop = new AbortController();
    const progress = { acknowledged: 0 };
    const writing = (async () => {
      for (let n = 0; !stop.signal.aborted; n += 100) {
        await storage.log.append(Array.from({ length: 100 }, (_, i) => numbered(n + i)));
        progress.acknowledged = n + 100;
        await storage.publisherCursors.save("count", String(n + 100) as never);
      }
    })();
    while (progress.acknowledged < 3000) await new Promise((resolve) => setImmediate(resolve));
    const before = progress.acknowledged;
    const to = path.join(dataDir, "backup");
    await storage.backup(to);
    stop.abort();
    await writing;
    assert.deepEqual(readdirSync(to).toSorted(), ["log.db", "state.db"]);
    await assert.rejects(storage.backup(to), { code: "STORE_BACKUP_EXISTS", blame: "caller" });

    copyFileSync(path.join(dataDir, "kek"), path.join(to, "kek"));
    const restored = await open({ dataDir: to });
    const { checked, damage } = await restored.log.verify();
    assert.deepEqual(damage, []);
    assert.ok(checked >= before && checked % 100 === 0, `${checked} events, ${before} before`);
    assert.ok(Number(await restored.publisherCursors.load("count")) <= checked);
    assert.deepEqual((await restored.keys.get([key.id])).get(key.id), key.secret);
    await restored.log.append([numbered(1)]);
  });

  it("leaves nothing behind when it cannot be written", async (t) => {
    const { dataDir, open } = opener(t);
    const storage = await open();
    const to = path.join(dataDir, "backup");
    mkdirSync(path.join(to, "log.db-journal"), { recursive: true });
    await assert.rejects(storage.backup(to), { blame: "dependency" });
    assert.deepEqual(readdirSync(to), ["log.db-journal"]);
    await storage.log.append([numbered(1)]);
  });
});
